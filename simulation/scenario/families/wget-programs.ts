/** wget: a row of docs/tools/web.md. */
import type { Program } from '../../host/program';
import { wget } from '../../shell/commands/wget';

export const wgetPrograms: readonly Program[] = [wget];
