// `npm start`: install if needed, build if anything changed, serve, print the address.
import { ensureBuilt } from './setup/ensure-built.mjs';
import { ensureInstalled } from './setup/ensure-installed.mjs';
import { checkAddress, readAddress, serveSite } from './setup/serve.mjs';

const address = readAddress();
await ensureInstalled();
await checkAddress(address);
await ensureBuilt();
await serveSite(address);
