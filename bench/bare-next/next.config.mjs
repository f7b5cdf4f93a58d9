import { join } from 'node:path';

// Packages come from the checkout two folders up, where this is built.
export default { turbopack: { root: join(import.meta.dirname, '../..') } };
