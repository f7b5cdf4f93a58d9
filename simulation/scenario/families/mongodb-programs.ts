/** MongoDB and its shell. */
import type { Program } from '../../host/program';
import { mongod } from '../../program/mongodb/mongod';
import { mongosh } from '../../shell/commands/mongosh';

export const mongodbPrograms: readonly Program[] = [mongod, mongosh];
