/** Option files of MariaDB (mariadb.com/kb, Configuring MariaDB with Option Files): groups of `name = value`. */

export type Cnf = { values: Record<string, string | null>; problem: string | null };

/** The options of the groups that are asked for; a later line wins. A dash and an underscore are one. */
export function parseCnf(text: string, path: string, groups: readonly string[]): Cnf {
  const values: Record<string, string | null> = {};
  let group: string | null = null;
  for (const [index, raw] of text.split('\n').entries()) {
    const row = raw.trim();
    if (row === '' || row.startsWith('#') || row.startsWith(';') || row.startsWith('!')) continue;
    if (row.startsWith('[')) {
      const name = /^\[\s*([^\]]*?)\s*\]/.exec(row)?.[1];
      if (name === undefined) {
        return {
          values,
          problem: `error: Wrong group definition in config file: ${path} at line ${index + 1}`,
        };
      }
      group = name;
      continue;
    }
    if (group === null) {
      const problem = `error: Found option without preceding group in config file: ${path} at line: ${index + 1}`;
      return { values, problem };
    }
    if (!groups.includes(group)) continue;
    const [, name = '', value] =
      /^([^=]*?)\s*(?:=\s*(.*))?$/.exec(row.replace(/\s+#.*$/, '')) ?? [];
    values[name.replaceAll('_', '-')] =
      value === undefined ? null : value.replace(/^(['"])(.*)\1$/, '$2');
  }
  return { values, problem: null };
}

/** Options of the server that may stand in a file; those without an effect here are only read. */
const serverOptions =
  'basedir bind-address character-set-collations character-set-server collation-server datadir expire-logs-days general-log general-log-file innodb-buffer-pool-size key-buffer-size lc-messages lc-messages-dir log-bin log-error log-slow-query-file log-slow-query-time log-slow-verbosity max-allowed-packet max-connections pid-file port query-cache-size server-id skip-external-locking skip-name-resolve skip-networking slow-query-log socket sql-mode thread-cache-size thread-stack tmpdir user'.split(
    ' ',
  );
/** Of those, the ones that stand alone. */
const flags = [
  'skip-name-resolve',
  'skip-networking',
  'skip-external-locking',
  'general-log',
  'slow-query-log',
  'log-bin',
];

/** The complaint about an option, with the exit status; null where it is right. */
export function checkOption(
  name: string,
  value: string | null,
): { message: string; status: number } | null {
  const shown = value === null ? `--${name}` : `${name}=${value}`;
  if (!serverOptions.includes(name)) {
    const kind = value === null ? 'option' : 'variable';
    return { message: `mariadbd: unknown ${kind} '${shown}'`, status: value === null ? 2 : 7 };
  }
  if (value === null && !flags.includes(name)) {
    return { message: `mariadbd: option '--${name}' requires an argument`, status: 5 };
  }
  if (name === 'port' && value !== null && !/^\d+$/.test(value)) {
    return { message: `mariadbd: Error while setting value '${value}' to 'port'`, status: 9 };
  }
  return null;
}
