import { spawn } from 'node:child_process';

/**
 * Runs a command with its output passed through and resolves with its exit status.
 * Rejects only when the command cannot be started at all.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, quiet?: boolean, aside?: boolean }} [options] `aside`: all that
 *   it prints goes to standard error
 * @returns {Promise<number>}
 */
export function runCommand(
  command,
  args,
  { env = process.env, quiet = false, aside = false } = {},
) {
  return new Promise((resolve, reject) => {
    // npm and npx are .cmd files on Windows, which only a shell can start.
    const shell = process.platform === 'win32';
    const stdio = quiet ? 'ignore' : aside ? ['inherit', 2, 2] : 'inherit';
    const child = spawn(command, args, { stdio, env, shell });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

/** Runs one of the project's own tools (a script of node_modules) with this very Node. */
export function runTool(path, args, options) {
  return runCommand(process.execPath, [`node_modules/${path}`, ...args], options);
}
