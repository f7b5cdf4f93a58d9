// npm run docs:rfc: writes docs/rfc-coverage.md.
import { writeFileSync } from 'node:fs';
import { formatCoverage } from './rfc/format-coverage';

writeFileSync('docs/rfc-coverage.md', formatCoverage('.'));
