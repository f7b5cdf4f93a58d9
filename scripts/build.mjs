// `npm run build`: the production build alone.
import { ensureBuilt } from './setup/ensure-built.mjs';
import { ensureInstalled } from './setup/ensure-installed.mjs';

await ensureInstalled();
await ensureBuilt();
