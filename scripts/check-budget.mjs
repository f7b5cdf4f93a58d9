// Fails when a lesson page ships more than 1.15 times the JavaScript of a bare Next page.
// Both are measured the same way: the gzipped bytes of every script the HTML asks for.
// e2e/budget.spec.ts checks that nothing more is fetched before the reader interacts.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildEnv } from './setup/ensure-built.mjs';
import { fingerprint } from './setup/fingerprint.mjs';
import { runCommand } from './setup/run-command.mjs';

const limit = 1.15;
const bare = '.portside/bare-next';

/** Gzipped bytes of the scripts that a prerendered page loads by itself. */
function scriptBytes(project, page) {
  const html = readFileSync(join(project, '.next/server/app', page), 'utf8');
  const sources = [...html.matchAll(/<script[^>]*\ssrc="\/_next\/([^"?]+)[^>]*>/g)]
    // Browsers that know modules never fetch the polyfills.
    .filter(([tag]) => !/nomodule/i.test(tag))
    .map(([, path]) => decodeURIComponent(path));
  return [...new Set(sources)]
    .map((path) => gzipSync(readFileSync(join(project, '.next', path)), { level: 9 }).length)
    .reduce((sum, bytes) => sum + bytes, 0);
}

/** Builds the bare page once for each set of package versions; resolves with its bytes. */
async function measureBare() {
  const stamp = join(bare, 'bytes.json');
  const versions = fingerprint(['package-lock.json', 'bench/bare-next']);
  if (existsSync(stamp)) {
    const known = JSON.parse(readFileSync(stamp, 'utf8'));
    if (known.versions === versions) return known.bytes;
  }
  mkdirSync(bare, { recursive: true });
  cpSync('bench/bare-next', bare, { recursive: true });
  const next = join(process.cwd(), 'node_modules/next/dist/bin/next');
  const status = await runCommand(process.execPath, [next, 'build', bare], { env: buildEnv });
  if (status !== 0) throw new Error('The bare Next page does not build.');
  const bytes = scriptBytes(bare, 'index.html');
  writeFileSync(stamp, JSON.stringify({ versions, bytes }));
  return bytes;
}

const base = await measureBare();
const lessons = readdirSync('.next/server/app/lessons').filter((name) => name.endsWith('.html'));
if (lessons.length === 0) throw new Error('No prerendered lesson was found.');
const over = [];
for (const lesson of lessons) {
  const bytes = scriptBytes('.', join('lessons', lesson));
  const ratio = bytes / base;
  console.log(`${lesson}: ${bytes} bytes, ${ratio.toFixed(3)} times the bare page's ${base}`);
  if (ratio > limit) over.push(lesson);
}
if (over.length > 0) {
  console.error(
    `Over the budget of ${limit}: ${over.join(', ')}. Load what is not needed at once with import().`,
  );
  process.exit(1);
}
