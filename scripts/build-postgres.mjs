/**
 * Makes the empty PostgreSQL data directory from which each lease of the live lab begins:
 * `node scripts/build-postgres.mjs FILE` writes it as a gzipped tar. initdb takes some seconds and
 * most of a gigabyte, so it happens once, here, in a process of its own.
 */
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';

const [file = ''] = process.argv.slice(2);
const postgres = await PGlite.create({
  initDbStartParams: ['--wal-segsize=1', '--encoding=UTF8', '--auth=trust'],
});
await postgres.exec('CREATE ROLE shop LOGIN');
await postgres.exec('CREATE DATABASE shop OWNER shop');
await postgres.exec('CHECKPOINT');
const tar = await postgres.dumpDataDir('none');
writeFileSync(file, gzipSync(Buffer.from(await tar.arrayBuffer())));
await postgres.close();
