/** Web servers and what asks them: the rows of docs/tools/web.md. */
import type { Program } from '../host/program';
import { apache2, apache2ctl } from '../program/apache/apache2';
import { gunicorn } from '../program/gunicorn/gunicorn';
import { nginx } from '../program/nginx/nginx';
import { wget } from '../shell/commands/wget';

export const webPrograms: readonly Program[] = [apache2, apache2ctl, gunicorn, nginx, wget];
