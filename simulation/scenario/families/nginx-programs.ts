/** nginx: a row of docs/tools/web.md. */
import type { Program } from '../../host/program';
import { nginx } from '../../program/nginx/nginx';

export const nginxPrograms: readonly Program[] = [nginx];
