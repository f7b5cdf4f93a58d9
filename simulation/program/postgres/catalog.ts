/** The questions that psql's \d, \dt, \dn, \du and \l ask of the system catalogs, word for word, and their answers. */
import type { Routine } from '../../host/program';
import { readFile } from '../../host/system';
import type { Field, ResultSet } from '../database/sql-run';
import type { TableStore } from '../database/table-store';
import { type Roles, readRoles } from './roles';

/** `kinds` are letters of pg_class.relkind. */
const listRelations = (kinds: string) => `SELECT n.nspname as "Schema",
  c.relname as "Name",
  CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'i' THEN 'index' WHEN 'S' THEN 'sequence' WHEN 't' THEN 'TOAST table' WHEN 'f' THEN 'foreign table' WHEN 'p' THEN 'partitioned table' WHEN 'I' THEN 'partitioned index' END as "Type",
  pg_catalog.pg_get_userbyid(c.relowner) as "Owner"
FROM pg_catalog.pg_class c
     LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
WHERE c.relkind IN (${kinds})
      AND n.nspname <> 'pg_catalog'
      AND n.nspname !~ '^pg_toast'
      AND n.nspname <> 'information_schema'
  AND pg_catalog.pg_table_is_visible(c.oid)
ORDER BY 1,2;`;

export const LIST_TABLES = listRelations("'r','p',''");
export const LIST_RELATIONS = listRelations("'r','p','v','m','S','f',''");

export const LIST_SCHEMAS = `SELECT n.nspname AS "Name",
  pg_catalog.pg_get_userbyid(n.nspowner) AS "Owner"
FROM pg_catalog.pg_namespace n
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1;`;

export const LIST_ROLES = `SELECT r.rolname, r.rolsuper, r.rolinherit,
  r.rolcreaterole, r.rolcreatedb, r.rolcanlogin,
  r.rolconnlimit, r.rolvaliduntil,
  ARRAY(SELECT b.rolname
        FROM pg_catalog.pg_auth_members m
        JOIN pg_catalog.pg_roles b ON (m.roleid = b.oid)
        WHERE m.member = r.oid) as memberof
, r.rolreplication
, r.rolbypassrls
FROM pg_catalog.pg_roles r
WHERE r.rolname !~ '^pg_'
ORDER BY 1;`;

export const LIST_DATABASES = `SELECT d.datname as "Name",
       pg_catalog.pg_get_userbyid(d.datdba) as "Owner",
       pg_catalog.pg_encoding_to_char(d.encoding) as "Encoding",
       d.datcollate as "Collate",
       d.datctype as "Ctype",
       d.daticulocale as "ICU Locale",
       CASE d.datlocprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' END AS "Locale Provider",
       pg_catalog.array_to_string(d.datacl, E'\\n') AS "Access privileges"
FROM pg_catalog.pg_database d
ORDER BY 1;`;

/** Databases of a cluster; these three are there without a folder. */
export const builtInDatabases = ['postgres', 'template0', 'template1'];

const text = (name: string): Field => ({ name, type: 'text', table: null });

const flag = (name: string): Field => ({ name, type: 'bool', table: null });

/** What a superuser may, everybody else may not; all of them can log in. */
function listRoles(roles: Roles): ResultSet {
  const rows = Object.entries(roles).map(([name, { superuser }]) => {
    const may = superuser ? 't' : 'f';
    return [name, may, 't', may, may, 't', '-1', null, '{}', may, may];
  });
  return {
    fields: [
      text('rolname'),
      ...['rolsuper', 'rolinherit', 'rolcreaterole', 'rolcreatedb', 'rolcanlogin'].map(flag),
      { name: 'rolconnlimit', type: 'int4', table: null },
      ...['rolvaliduntil', 'memberof'].map(text),
      ...['rolreplication', 'rolbypassrls'].map(flag),
    ],
    rows: rows.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  };
}

type Asker = { store: TableStore; database: string; directory: string };

export function* findCatalogQuery(
  { store, database, directory }: Asker,
  query: string,
): Routine<ResultSet | null> {
  if (query === LIST_SCHEMAS) {
    return { fields: ['Name', 'Owner'].map(text), rows: [['public', 'pg_database_owner']] };
  }
  if (query === LIST_ROLES) return listRoles(yield* readRoles(directory));
  if (query === LIST_TABLES || query === LIST_RELATIONS) {
    const rows: string[][] = [];
    for (const name of yield* store.tables(database)) {
      const table = yield* store.load(database, name);
      if (table) rows.push(['public', name, 'table', table.owner]);
    }
    return { fields: ['Schema', 'Name', 'Type', 'Owner'].map(text), rows };
  }
  if (query !== LIST_DATABASES) return null;
  const names = [...new Set([...(yield* store.databases()), ...builtInDatabases])].sort();
  const rows: (string | null)[][] = [];
  for (const name of names) {
    const owner = yield* readFile(`${store.folder}/${name}/owner`);
    const by = owner.ok ? owner.value.trim() : 'postgres';
    const access = name.startsWith('template') ? '=c/postgres\npostgres=CTc/postgres' : null;
    rows.push([name, by, 'UTF8', 'C.UTF-8', 'C.UTF-8', null, 'libc', access]);
  }
  const labels = ['Name', 'Owner', 'Encoding', 'Collate', 'Ctype', 'ICU Locale', 'Locale Provider'];
  return { fields: [...labels, 'Access privileges'].map(text), rows };
}
