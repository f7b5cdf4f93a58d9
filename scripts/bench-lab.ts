// npm run bench:lab: what sandboxes cost, one, a hundred and a thousand of them. Writes docs/lab-scale.md.
import { measureLab } from '../bench/lab/main';

process.exitCode = await measureLab();
