// node scripts/run-typescript.mjs <name> ...: scripts/<name>.ts, after the packages are there.
// What the script prints on standard output is its own: the installer speaks on standard error.
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './setup/ensure-installed.mjs';
import { runCommand } from './setup/run-command.mjs';

const [, , name, ...rest] = process.argv;
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
await ensureInstalled();
// The condition under which `server-only` lets server rooms be imported.
const options = ['--conditions=react-server', '--import', import.meta.resolve('tsx')];
process.exitCode = await runCommand(process.execPath, [...options, `scripts/${name}.ts`, ...rest]);
