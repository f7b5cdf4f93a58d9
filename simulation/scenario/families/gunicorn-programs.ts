/** gunicorn: a row of docs/tools/web.md. */
import type { Program } from '../../host/program';
import { gunicorn } from '../../program/gunicorn/gunicorn';

export const gunicornPrograms: readonly Program[] = [gunicorn];
