/** Apache httpd: a row of docs/tools/web.md. */
import type { Program } from '../../host/program';
import { apache2, apache2ctl } from '../../program/apache/apache2';

export const apachePrograms: readonly Program[] = [apache2, apache2ctl];
