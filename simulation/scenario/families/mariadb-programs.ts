/** MariaDB and its clients. */
import type { Program } from '../../host/program';
import { mariadbd, mysqld } from '../../program/mariadb/mariadbd';
import { mariadb, mysql } from '../../shell/commands/mysql';

export const mariadbPrograms: readonly Program[] = [mariadb, mariadbd, mysql, mysqld];
