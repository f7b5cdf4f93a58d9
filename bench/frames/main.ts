/**
 * npm run bench:frames: whether the picture keeps up with 60 frames a second while a learner steps
 * through a world of twelve hosts, on a processor slowed down to a quarter.
 */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpus, loadavg, tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CDPSession, chromium } from '@playwright/test';
import { build } from 'vite';
import { frameMs, quantile, readTrace, type TraceEntry } from './read-trace';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const STEPS = 60;
const SLOWDOWN = 4;
/** From one key to the next, in milliseconds: a learner who does not read. */
const PAUSE = 450;
const categories = ['devtools.timeline', 'toplevel', 'blink.user_timing'];

const types: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css' };

/** The page as a browser gets it: minified, React in production. */
async function buildPage(folder: string): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    resolve: { alias: { '@': root } },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: folder,
      emptyOutDir: true,
      chunkSizeWarningLimit: 10_000,
      rollupOptions: {
        input: { page: join(root, 'bench/frames/page.tsx') },
        output: { entryFileNames: 'page.js', assetFileNames: 'page[extname]' },
      },
      cssCodeSplit: false,
    },
  });
}

async function serve(folder: string) {
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Frames</title>
<link rel="stylesheet" href="/page.css"><p id="announcer"></p><script type="module" src="/page.js"></script>`;
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    try {
      const body = path === '/' ? page : await readFile(join(folder, path.replaceAll('..', '')));
      response.setHeader('content-type', types[extname(path)] ?? 'text/html');
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

async function stopTracing(devtools: CDPSession): Promise<TraceEntry[]> {
  const entries: TraceEntry[] = [];
  devtools.on('Tracing.dataCollected', ({ value }) => {
    entries.push(...(value as unknown as TraceEntry[]));
  });
  const complete = new Promise((done) => devtools.once('Tracing.tracingComplete', done));
  await devtools.send('Tracing.end');
  await complete;
  return entries;
}

async function record(address: string): Promise<TraceEntry[]> {
  const executablePath = process.env.CHROMIUM_PATH;
  const browser = await chromium.launch(executablePath ? { executablePath } : {});
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(address);
    const step = page.getByRole('button', { name: 'Step', exact: true });
    await step.focus();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
    await devtools.send('Tracing.start', {
      traceConfig: { includedCategories: categories },
      transferMode: 'ReportEvents',
    });
    const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' };
    for (let count = 0; count < STEPS; count += 1) {
      await devtools.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key });
      await devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
      await page.waitForTimeout(PAUSE);
    }
    const entries = await stopTracing(devtools);
    const at = await page.getByRole('slider').first().getAttribute('value');
    if (at !== String(STEPS))
      throw new Error(`after ${STEPS} steps the bench stands at event ${at}`);
    return entries;
  } finally {
    await browser.close();
  }
}

const folder = await mkdtemp(join(tmpdir(), 'portside-frames-'));
await buildPage(folder);
const { server, address } = await serve(folder);
try {
  const entries = await record(address);
  const trace = process.env.TRACE_FILE;
  if (trace) await writeFile(trace, JSON.stringify(entries));
  const { frames, dropped, steps } = readTrace(entries);
  const ms = (value: number) => value.toFixed(1);
  const row = (name: string, values: readonly number[]) =>
    `${name.padEnd(34)} ${[0.5, 0.95, 1].map((share) => ms(quantile(values, share)).padStart(8)).join(' ')}`;
  console.log(
    [
      `${STEPS} steps, twelve hosts, processor slowed ${SLOWDOWN} times (${cpus()[0]?.model}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)})`,
      `${''.padEnd(34)} ${['p50', 'p95', 'most'].map((name) => name.padStart(8)).join(' ')}`,
      row('frame to frame, ms', frames),
      row('longest task of a step, thread ms', steps),
      `frames ${frames.length}, dropped ${dropped} (${((100 * dropped) / (frames.length + dropped)).toFixed(1)} %), a frame is ${ms(frameMs)} ms`,
    ].join('\n'),
  );
} finally {
  server.close();
  await rm(folder, { recursive: true });
}
