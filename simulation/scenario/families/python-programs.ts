/** Python, with the programs that the course runs in it: http.server and Django. */
import type { Program } from '../../host/program';
import { python, python3 } from '../../shell/commands/python3';

export const pythonPrograms: readonly Program[] = [python, python3];
