import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand, runTool } from './run-command.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

function onPath() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const candidates = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...candidates, ...places].find((path) => existsSync(path)) ?? null;
}

/**
 * A Chromium for the browser tests: CHROMIUM_PATH, one on PATH, Playwright's own download, or
 * Debian's package when root. Resolves with its path, with '' for Playwright's own, or with null.
 */
export async function findChromium() {
  const told = process.env.CHROMIUM_PATH;
  if (told) {
    if (existsSync(told)) return told;
    console.error(`CHROMIUM_PATH is ${told}, and no file is there.`);
    return null;
  }
  const found = onPath();
  if (found) return found;
  console.log('No Chromium on PATH; fetching one for the browser tests ...');
  const quiet = { quiet: true };
  if ((await runTool('@playwright/test/cli.js', ['install', 'chromium'], quiet)) === 0) return '';
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    await runCommand('apt-get', ['update', '-qq'], quiet);
    await runCommand('apt-get', ['install', '-y', '-qq', 'chromium'], quiet);
  }
  return onPath();
}
