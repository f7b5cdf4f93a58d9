/** PostgreSQL and its clients. */
import type { Program } from '../../host/program';
import { pgCtlcluster } from '../../program/postgres/pg-ctlcluster';
import { postgres } from '../../program/postgres/postmaster';
import { pgIsready } from '../../shell/commands/pg-isready';
import { psql } from '../../shell/commands/psql';

export const postgresPrograms: readonly Program[] = [pgCtlcluster, pgIsready, postgres, psql];
