// `npm run dev`: for authors. Edits show at once; mistakes in lessons show as an overlay.
import { ensureInstalled } from './setup/ensure-installed.mjs';
import { runCommand } from './setup/run-command.mjs';
import { checkAddress, readAddress, serveDevelopment } from './setup/serve.mjs';

const address = readAddress();
await ensureInstalled();
await checkAddress(address);
if ((await runCommand(process.execPath, ['scripts/build-lab.mjs'])) !== 0) process.exit(1);
serveDevelopment(address);
