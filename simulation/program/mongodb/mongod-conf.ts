/** mongod.conf: the part of YAML that it is written in, two levels of `name: value`. */

export type MongodConf = { port: number; bindIp: string; dbPath: string; logPath: string | null };
export const defaultMongodConf: MongodConf = {
  port: 27017,
  bindIp: '127.0.0.1',
  dbPath: '/data/db',
  logPath: null,
};

/** Settings that are only read: they have no effect here. */
const known =
  'systemLog.destination systemLog.logAppend systemLog.quiet storage.journal.enabled storage.engine processManagement.timeZoneInfo processManagement.fork net.ipv6 net.maxIncomingConnections security.authorization replication.replSetName'.split(
    ' ',
  );

export function parseMongodConf(
  text: string,
): { ok: true; conf: MongodConf } | { ok: false; message: string } {
  const conf = { ...defaultMongodConf };
  const path: { indent: number; name: string }[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const row = raw.replace(/(^|\s)#.*$/, '').trimEnd();
    if (row.trim() === '') continue;
    const match = /^( *)([\w.]+):(?:\s+(.*))?$/.exec(row);
    if (!match)
      return {
        ok: false,
        message: `Error parsing YAML config file: yaml-cpp: error at line ${index + 1}, column 1: illegal map value`,
      };
    const indent = match[1]?.length ?? 0;
    while (path.length > 0 && (path.at(-1)?.indent ?? 0) >= indent) path.pop();
    path.push({ indent, name: match[2] ?? '' });
    const value = match[3]?.trim().replace(/^(['"])(.*)\1$/, '$2');
    if (value === undefined || value === '') continue;
    const name = path.map((one) => one.name).join('.');
    const problem = apply(conf, name, value);
    if (problem !== null) return { ok: false, message: problem };
  }
  return { ok: true, conf };
}

/** Puts one setting in; the complaint where it is wrong. */
export function apply(conf: MongodConf, name: string, value: string): string | null {
  switch (name) {
    case 'net.port': {
      const port = Number(value);
      if (!/^\d+$/.test(value))
        return `Error parsing option "net.port" as int: Bad digit "${value.charAt(0)}" while parsing ${value}`;
      if (port > 65535) return `net.port: value ${value} is out of range [0, 65535]`;
      conf.port = port;
      return null;
    }
    case 'net.bindIp':
      conf.bindIp = value;
      return null;
    case 'net.bindIpAll':
      if (value === 'true') conf.bindIp = '*';
      return null;
    case 'storage.dbPath':
      conf.dbPath = value;
      return null;
    case 'systemLog.path':
      conf.logPath = value;
      return null;
    default:
      return known.includes(name) ? null : `Unrecognized option: ${name}`;
  }
}
