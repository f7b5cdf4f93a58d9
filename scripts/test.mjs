// `npm test`: everything a change has to pass, cheapest first. `npm test -- lint unit` runs a part.
import { readFile } from 'node:fs/promises';
import { buildEnv, ensureBuilt } from './setup/ensure-built.mjs';
import { ensureInstalled } from './setup/ensure-installed.mjs';
import { findChromium } from './setup/find-chromium.mjs';
import { runCommand, runTool } from './setup/run-command.mjs';

await ensureInstalled();
process.env.NEXT_TELEMETRY_DISABLED = '1';
process.env.PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD ??= '';

const node = (script, ...args) => runCommand(process.execPath, [script, ...args]);
const tsc = (...args) => runTool('typescript/bin/tsc', ['--noEmit', ...args]);

async function inOrder(...runs) {
  for (const run of runs) {
    const status = await run();
    if (status !== 0) return status;
  }
  return 0;
}

async function runBrowserTests() {
  const chromium = await findChromium();
  if (chromium === null) {
    console.error(
      'The browser tests need a Chromium and none was found. Install Chromium or Google Chrome, or set CHROMIUM_PATH to one, and run npm test again.',
    );
    return 1;
  }
  const env = { ...buildEnv, CHROMIUM_PATH: chromium };
  return runTool('@playwright/test/cli.js', ['test'], { env });
}

const unitReport = '.portside/unit-tests.json';

/** Said once more at the very end: hundreds of lines of journeys come after the unit tests. */
async function failedUnitTests() {
  const { testResults } = JSON.parse(await readFile(unitReport, 'utf8'));
  return testResults
    .filter((file) => file.status === 'failed')
    .flatMap((file) => {
      const failed = file.assertionResults.filter((test) => test.status === 'failed');
      if (failed.length === 0) return [`${file.name}: ${file.message}`];
      return failed.map(
        (test) =>
          `${file.name}: ${test.fullName}\n${test.failureMessages.join('\n').slice(0, 600)}`,
      );
    });
}

const checks = {
  'format and lint': () => runTool('@biomejs/biome/bin/biome', ['ci', '.']),
  types: () =>
    inOrder(
      () => runTool('next/dist/bin/next', ['typegen']),
      () => tsc(),
      () => tsc('-p', 'simulation'),
      () => tsc('-p', 'contract'),
    ),
  'dependency rules': () => node('scripts/check-rooms.mjs'),
  'dead code': () => runTool('knip/bin/knip.js', []),
  build: () => ensureBuilt().then(() => 0),
  'unit tests': () =>
    runTool('vitest/vitest.mjs', [
      'run',
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`],
    ]),
  'byte budget': () => node('scripts/check-budget.mjs'),
  'browser journeys': runBrowserTests,
};

const wanted = process.argv.slice(2);
const chosen = Object.keys(checks).filter(
  (name) => wanted.length === 0 || wanted.some((word) => name.includes(word)),
);
if (chosen.length === 0) {
  console.error(
    `No check is called ${wanted.join(', ')}. There are: ${Object.keys(checks).join(', ')}.`,
  );
  process.exit(2);
}

const passed = [];
const failed = [];
for (const name of chosen) {
  console.log(`\n=== ${name}`);
  const started = Date.now();
  const status = await checks[name]();
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.log(`=== ${name}: ${status === 0 ? 'passed' : 'FAILED'} (${seconds} s)`);
  (status === 0 ? passed : failed).push(name);
  // Browser journeys over a build that failed would only repeat its message.
  if (status !== 0 && name === 'build') break;
}
const notRun = chosen.length - passed.length - failed.length;
console.log(`\n${passed.length} passed, ${failed.length} failed, ${notRun} not run`);
if (failed.length > 0) console.log(`Failed, see above: ${failed.join(', ')}`);
if (failed.includes('unit tests')) console.log((await failedUnitTests()).join('\n\n'));
process.exit(failed.length === 0 ? 0 : 1);
