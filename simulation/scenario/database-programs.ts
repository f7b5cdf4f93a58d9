/** Rows of the program table: database servers and the commands that ask them. */
import type { Program } from '../host/program';
import { mariadbd, mysqld } from '../program/mariadb/mariadbd';
import { mongod } from '../program/mongodb/mongod';
import { pgCtlcluster } from '../program/postgres/pg-ctlcluster';
import { postgres } from '../program/postgres/postmaster';
import { redisServer } from '../program/redis/redis-server';
import { mongosh } from '../shell/commands/mongosh';
import { mariadb, mysql } from '../shell/commands/mysql';
import { pgIsready } from '../shell/commands/pg-isready';
import { psql } from '../shell/commands/psql';
import { redisCli } from '../shell/commands/redis-cli';

export const databasePrograms: readonly Program[] = [
  ...[postgres, pgCtlcluster, pgIsready, psql],
  ...[redisServer, redisCli],
  ...[mariadbd, mysqld, mariadb, mysql],
  ...[mongod, mongosh],
];
