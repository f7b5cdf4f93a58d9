// npm run bench:engine: what a step and a jump cost, against the size of worlds and of histories.
// Writes docs/engine-scale.md. The code is bundled first, as the browser gets it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { runCommand } from './setup/run-command.mjs';

const folder = mkdtempSync(join(tmpdir(), 'portside-bench-'));
const outfile = join(folder, 'engine.mjs');
await build({
  entryPoints: ['bench/engine/main.ts'],
  bundle: true,
  platform: 'node',
  format: 'esm',
  outfile,
});
// A history of a million events, and the world with 100,000 connections, take a gigabyte or two.
const options = ['--expose-gc', '--max-old-space-size=12288'];
process.exitCode = await runCommand(process.execPath, [...options, outfile]);
rmSync(folder, { recursive: true });
