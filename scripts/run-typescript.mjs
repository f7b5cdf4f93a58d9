// node scripts/run-typescript.mjs <name> ...: scripts/<name>.ts, after the packages are there.
// What the script prints on standard output is its own: the installer speaks on standard error.
import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './setup/ensure-installed.mjs';

const [, , name, ...rest] = process.argv;
const from = process.cwd();
const root = new URL('..', import.meta.url);
process.chdir(root.pathname);
await ensureInstalled();
process.chdir(from);
process.argv = [process.argv[0], name, ...rest];
const { register } = await import('tsx/esm/api');
register();
await import(pathToFileURL(new URL(`scripts/${name}.ts`, root).pathname).href);
