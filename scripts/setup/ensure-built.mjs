import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fingerprint } from './fingerprint.mjs';
import { runCommand, runTool } from './run-command.mjs';

const stamp = '.next/portside-built';

/** Everything that can change what is built or served. */
const inputs = [
  'app',
  'components',
  'content',
  'contract',
  'course',
  'lab',
  'public',
  'simulation',
  'store',
  'scripts/build-lab.mjs',
  'scripts/write-csp.mjs',
  'scripts/setup',
  'instrumentation.ts',
  'proxy.ts',
  'next.config.ts',
  'tsconfig.json',
  'package-lock.json',
];

export const buildEnv = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };

/** Settings that end up inside the pages; another value needs another build. */
const builtIn = Object.entries(process.env)
  .filter(([name]) => ['PUBLIC_URL', 'PORTSIDE_REPORT_TO'].includes(name))
  .sort();

/** Builds for production unless the last build was made from exactly these files. */
export async function ensureBuilt() {
  const wanted = `${fingerprint(inputs)} ${process.version} ${JSON.stringify(builtIn)}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('Building (about a minute; only when something changed) ...');
  const steps = [
    ['lab programs', () => runCommand(process.execPath, ['scripts/build-lab.mjs'])],
    ['site', () => runTool('next/dist/bin/next', ['build'], { env: buildEnv })],
    ['content security policy', () => runCommand(process.execPath, ['scripts/write-csp.mjs'])],
  ];
  for (const [name, run] of steps) {
    if ((await run()) === 0) continue;
    console.error(`Building the ${name} failed; the message above says where.`);
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}
