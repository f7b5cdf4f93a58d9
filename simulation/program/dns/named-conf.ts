/** named.conf: the options and zones that an authority of the course needs. */
import { ANYBODY, isMatchWord, type MatchList } from './address-match';
import { type Name, nameKey, parseName } from './name';
import { type ConfError, readStatements, type Statement } from './named-syntax';

export type ZoneSetting = {
  origin: Name;
  /** As it is written, without the dot at its end. */
  name: string;
  file: string;
  line: number;
  query: MatchList | null;
  transfer: MatchList | null;
};
export type Listening = { port: number; where: MatchList };
export type NamedSettings = {
  directory: string;
  /** Where it is set, for messages. */
  directoryLine: number;
  listen: readonly Listening[];
  listen6: readonly Listening[];
  query: MatchList;
  transfer: MatchList;
  queryLog: boolean;
  /** What version.bind answers; null for `none`. */
  version: string | null;
  minimal: 'yes' | 'no' | 'no-auth' | 'no-auth-recursive';
  zones: ZoneSetting[];
};
export type NamedReading =
  | { ok: true; settings: NamedSettings }
  | { ok: false; error: ConfError & { file: string } };

export const BIND_VERSION = '9.18.49-1~deb12u3-Debian';

class Mistake extends Error {
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

const left = (line: number, what: string) =>
  new Mistake(line, `${what} is not in this simulation; take it out of the file`);

type Acls = Map<string, MatchList>;

function readText({ words: [name, value], line }: Statement): string {
  if (!value) throw new Mistake(line, `'${name?.text}' expects a value near ';'`);
  return value.text;
}

function readBoolean(statement: Statement): boolean {
  const text = readText(statement);
  if (/^(yes|true|1)$/i.test(text)) return true;
  if (/^(no|false|0)$/i.test(text)) return false;
  throw new Mistake(statement.line, `boolean expected near '${text}'`);
}

function readMatches({ block, line }: Statement, acls: Acls): MatchList {
  if (!block) throw new Mistake(line, "expected '{' near ';'");
  return block.flatMap(({ words, line: at }) => {
    const text = words.map((word) => word.text).join('');
    const not = text.startsWith('!');
    const addr = not ? text.slice(1) : text;
    const list = acls.get(addr);
    if (list) return list.map((one) => ({ ...one, not: one.not !== not }));
    if (!isMatchWord(addr)) throw new Mistake(at, `undefined ACL '${addr}'`);
    return [{ addr, not }];
  });
}

function readListening(statement: Statement, acls: Acls): Listening {
  const [, first, port, more] = statement.words.map(({ text }) => text);
  let number = 53;
  if (first !== undefined) {
    if (first !== 'port' || more !== undefined) {
      throw new Mistake(statement.line, `syntax error near '${first}'`);
    }
    if (!/^\d+$/.test(port ?? '')) {
      throw new Mistake(statement.line, `expected number near '${port ?? '{'}'`);
    }
    number = Number(port);
    if (number > 65535) throw new Mistake(statement.line, `port '${port}' out of range`);
  }
  return { port: number, where: readMatches(statement, acls) };
}

/** Settings of what this named does not do: reading them changes nothing. */
const idle =
  /^(dnssec-validation|pid-file|session-keyfile|managed-keys-directory|dump-file|statistics-file|memstatistics-file|notify|auth-nxdomain|max-cache-ttl|max-ncache-ttl|max-cache-size|empty-zones-enable|hostname|server-id|key-directory|bindkeys-file|allow-recursion|allow-query-cache|allow-update|allow-notify|also-notify|check-names|check-integrity|edns-udp-size|max-udp-size|tcp-clients|recursive-clients|minimal-any|interface-interval|rrset-order|lock-file|dnssec-policy|inline-signing|zone-statistics)$/;

function readOptions(block: Statement[], settings: NamedSettings, acls: Acls): void {
  const listen: Listening[] = [];
  const listen6: Listening[] = [];
  for (const statement of block) {
    const option = statement.words[0]?.text ?? '';
    switch (option) {
      case 'directory':
        settings.directory = readText(statement);
        settings.directoryLine = statement.line;
        break;
      case 'listen-on':
        listen.push(readListening(statement, acls));
        break;
      case 'listen-on-v6':
        listen6.push(readListening(statement, acls));
        break;
      case 'allow-query':
        settings.query = readMatches(statement, acls);
        break;
      case 'allow-transfer':
        settings.transfer = readMatches(statement, acls);
        break;
      case 'querylog':
        settings.queryLog = readBoolean(statement);
        break;
      case 'version': {
        const text = readText(statement);
        settings.version = text === 'none' ? null : text;
        break;
      }
      case 'recursion':
        if (readBoolean(statement)) throw left(statement.line, "'recursion yes'");
        break;
      case 'minimal-responses': {
        const text = readText(statement);
        if (text === 'no-auth' || text === 'no-auth-recursive') settings.minimal = text;
        else settings.minimal = readBoolean(statement) ? 'yes' : 'no';
        break;
      }
      case 'forwarders':
        if ((statement.block?.length ?? 0) > 0) throw left(statement.line, "'forwarders'");
        break;
      default:
        if (!idle.test(option)) throw new Mistake(statement.line, `unknown option '${option}'`);
    }
  }
  if (listen.length > 0) settings.listen = listen;
  if (listen6.length > 0) settings.listen6 = listen6;
}

function readZone({ words, block, line }: Statement, acls: Acls): ZoneSetting | null {
  const text = words[1]?.text ?? '';
  const reading = parseName(text === '' ? '.' : text);
  if (!block || !reading.ok) throw new Mistake(line, `zone '${text}': is not a valid name`);
  const zone: ZoneSetting = {
    ...{ origin: reading.name, name: text.replace(/(.)\.$/, '$1'), file: '', line },
    ...{ query: null, transfer: null },
  };
  let type: string | null = null;
  for (const statement of block) {
    const option = statement.words[0]?.text ?? '';
    if (option === 'type') {
      type = readText(statement);
      if (!/^(primary|master|hint|secondary|slave|forward|stub|mirror|redirect)$/.test(type)) {
        throw new Mistake(statement.line, `'${type}' unexpected`);
      }
    } else if (option === 'file') zone.file = readText(statement);
    else if (option === 'allow-query') zone.query = readMatches(statement, acls);
    else if (option === 'allow-transfer') zone.transfer = readMatches(statement, acls);
    else if (!idle.test(option)) throw new Mistake(statement.line, `unknown option '${option}'`);
  }
  if (type === null) throw new Mistake(line, `zone '${zone.name}': type not present`);
  // The names of the root's servers: who does not resolve for others has no use for them.
  if (type === 'hint') return null;
  if (type !== 'primary' && type !== 'master') throw left(line, `'type ${type}'`);
  if (zone.file === '') throw new Mistake(line, `zone '${zone.name}': missing 'file' entry`);
  return zone;
}

/** `include`d files are given by `files`, null where one cannot be opened. */
export function readNamedConf(
  text: string,
  file: string,
  files: (path: string) => string | null = () => null,
): NamedReading {
  const settings: NamedSettings = {
    ...{ directory: '/', directoryLine: 0, query: ANYBODY, transfer: ANYBODY, queryLog: false },
    listen: [{ port: 53, where: ANYBODY }],
    listen6: [{ port: 53, where: ANYBODY }],
    ...{ version: BIND_VERSION, minimal: 'no-auth-recursive', zones: [] },
  };
  const acls: Acls = new Map();
  const fail = (line: number, message: string, where: string): NamedReading => ({
    ok: false,
    error: { line, message, file: where },
  });
  const seen = new Map<string, string>();
  const read = (content: string, where: string, depth: number): NamedReading => {
    const syntax = readStatements(content);
    if (!syntax.ok) return fail(syntax.error.line, syntax.error.message, where);
    for (const statement of syntax.statements) {
      const [head, value] = statement.words;
      try {
        switch (head?.text) {
          case 'options':
            readOptions(statement.block ?? [], settings, acls);
            break;
          case 'acl':
            acls.set(value?.text ?? '', readMatches(statement, acls));
            break;
          case 'zone': {
            const zone = readZone(statement, acls);
            if (!zone) break;
            const key = nameKey(zone.origin);
            const old = seen.get(key);
            if (old !== undefined) {
              const already = `zone '${zone.name}': already exists previous definition: ${old}`;
              return fail(zone.line, already, where);
            }
            seen.set(key, `${where}:${zone.line}`);
            settings.zones.push(zone);
            break;
          }
          case 'include': {
            const path = value?.text ?? '';
            const inner = depth > 8 ? null : files(path);
            if (inner === null)
              return fail(statement.line, 'parsing failed: file not found', where);
            const reading = read(inner, path, depth + 1);
            if (!reading.ok) return reading;
            break;
          }
          case 'controls':
          case 'statistics-channels':
            break;
          case 'logging':
          case 'view':
          case 'key':
          case 'server':
          case 'masters':
          case 'primaries':
          case 'dnssec-policy':
          case 'trust-anchors':
          case 'tls':
          case 'http':
            throw left(statement.line, `'${head.text}'`);
          default:
            throw new Mistake(statement.line, `unknown option '${head?.text ?? ''}'`);
        }
      } catch (error) {
        if (!(error instanceof Mistake)) throw error;
        return fail(error.line, error.message, where);
      }
    }
    return { ok: true, settings };
  };
  return read(text, file, 0);
}
