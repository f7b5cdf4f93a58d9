/** `ldapsearch` and `ldapwhoami` of OpenLDAP 2.5: simple bind, one search, the answer as LDIF. */
import { decodeText, encodeText } from '../../host/bytes';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';
import { isAddress6 } from '../../packet/address';
import { connectInTime } from '../../program/connect-in-time';
import { measure } from '../../program/ldap/ber';
import { parseFilter } from '../../program/ldap/filter';
import { formatAttribute, formatFriendlyDn } from '../../program/ldap/ldif';
import {
  decodeResponse,
  encodeRequest,
  formatResultCode,
  type Request,
  type Response,
  type Scope,
} from '../../program/ldap/message';
import { lookupHost } from '../../program/resolve';
import { createInbox, type Inbox, receiveMore, sendAll, takeBytes } from '../../program/socket-io';
import { askPassword } from '../ask-password';
import { type Options, parseOptions } from '../options';
import { ldapsearchUsage } from './ldapsearch-usage';

const options = [
  ...[...'AcILMNQntuvVWxZ'].map((short) => ({ short, help: '' })),
  ...[...'abDdEeFfHlOoPRSsTUwXYyz'].map((short) => ({ short, value: 'VALUE', help: '' })),
];
/** Known to the real tool, left out here. */
const leftOut = [...'AcIMNntuEeFfOPRSTUXYyZal'];

type Target = { host: string; port: number };

/** `ldap://host:port`; null for another scheme or no URL. */
function parseLdapUrl(url: string): Target | null {
  const parts = /^ldap:\/\/(\[[^\]]*\]|[^:/?]*)(?::(\d{1,5}))?\/?$/.exec(url);
  if (!parts) return null;
  return {
    host: (parts[1] ?? '').replace(/[[\]]/g, '') || 'localhost',
    port: Number(parts[2] ?? 389),
  };
}

function* connect({ host, port }: Target): Routine<Inbox | null> {
  const found = yield* lookupHost(host);
  for (const addr of found.ok ? found.addrs : []) {
    const opened = yield* sys.socket(isAddress6(addr) ? 'tcp6' : 'tcp');
    if (!opened.ok) return null;
    if ((yield* connectInTime(opened.value, addr, port, null)).ok) return createInbox(opened.value);
    yield* sys.close(opened.value);
  }
  return null;
}

function* send(inbox: Inbox, id: number, request: Request): Routine<boolean> {
  return (yield* sendAll(inbox.fd, encodeRequest(id, request))).ok;
}

/** The next answer; null where the connection ends or says no LDAP. */
function* receive(inbox: Inbox): Routine<Response | null> {
  for (;;) {
    const size = measure(inbox.bytes);
    if (size !== null && size < 0) return null;
    if (size !== null && inbox.bytes.length >= size) {
      return decodeResponse(takeBytes(inbox, size))?.response ?? null;
    }
    const more = yield* receiveMore(inbox);
    if (!more.ok || !more.value) return null;
  }
}

type Bound = { inbox: Inbox; status: 0 } | { inbox: null; status: number };

function* unreachable(what: string): Routine<Bound> {
  yield* printError(`${what}: Can't contact LDAP server (-1)\n`);
  return { inbox: null, status: 255 };
}

/** Connects and binds with -D, -w or -W. */
function* bindFirst(name: string, given: Options): Routine<Bound> {
  const url = given.get('H') ?? 'ldap://localhost';
  const target = parseLdapUrl(url);
  if (!target) {
    yield* printError(
      /^ldapi?s?:\/\//.test(url)
        ? `${name}: ${url}: only ldap:// is in this simulation\n`
        : `Could not parse LDAP URI(s)=${url} (3)\n`,
    );
    return { inbox: null, status: 1 };
  }
  let password = given.get('w') ?? '';
  if (given.has('W')) {
    password = yield* askPassword('Enter LDAP Password: ');
  }
  const inbox = yield* connect(target);
  if (!given.has('x')) {
    if (!inbox) return yield* unreachable('ldap_sasl_interactive_bind');
    yield* sys.close(inbox.fd);
    yield* printError(`${name}: SASL is not in this simulation; use -x for a simple bind\n`);
    return { inbox: null, status: 1 };
  }
  if (!inbox) return yield* unreachable('ldap_sasl_bind(SIMPLE)');
  const dn = encodeText(given.get('D') ?? '');
  yield* send(inbox, 1, { op: 'bind', version: 3, dn, password: encodeText(password) });
  const answer = yield* receive(inbox);
  if (answer?.op !== 'bind-result') return yield* unreachable('ldap_result');
  if (answer.code === 0) return { inbox, status: 0 };
  const info = answer.text === '' ? '' : `\tadditional info: ${answer.text}\n`;
  yield* printError(`ldap_bind: ${formatResultCode(answer.code)} (${answer.code})\n${info}`);
  yield* sys.close(inbox.fd);
  return { inbox: null, status: answer.code };
}

function* main(context: ProgramContext): Routine<number> {
  const parsed = parseOptions(context.argv.slice(1), { options });
  if (!parsed.ok) {
    // Its getopt knows no long options: `--help` begins with the unknown letter `-`.
    const letter = /-- '(.)'/.exec(parsed.message)?.[1] ?? '-';
    const message = letter === '-' ? "invalid option -- '-'" : parsed.message;
    yield* printError(
      `ldapsearch: ${message}\nldapsearch: unrecognized option -${letter}\n${ldapsearchUsage}`,
    );
    return 1;
  }
  const given = parsed.options;
  const odd = leftOut.find((letter) => given.has(letter));
  if (odd !== undefined) {
    yield* printError(`ldapsearch: option -${odd} is not in this simulation\n`);
    return 1;
  }
  if (given.all('V').length > 0) {
    yield* printError(
      'ldapsearch: @(#) $OpenLDAP: ldapsearch 2.5.13+dfsg-5 (Feb  8 2023 01:56:12) $\n\tDebian OpenLDAP Maintainers <pkg-openldap-devel@lists.alioth.debian.org>\n\t(LDAP library: OpenLDAP 20513)\n',
    );
    if (given.all('V').length > 1) return 0;
  }
  const scope = given.get('s') ?? 'sub';
  const known: Readonly<Record<string, Scope>> = {
    base: 'base',
    one: 'one',
    sub: 'sub',
    children: 'children',
  };
  if (!Object.hasOwn(known, scope)) {
    yield* printError(`scope should be base, one, or sub\n${ldapsearchUsage}`);
    return 1;
  }
  const [first, ...rest] = parsed.operands;
  const isFilter = first?.includes('=') === true;
  const filterText = isFilter && first !== undefined ? first : '(objectclass=*)';
  const attributes = isFilter ? rest : parsed.operands;
  const bound = yield* bindFirst('ldapsearch', given);
  if (!bound.inbox) return bound.status;
  const quiet = given.all('L').length;
  const base = given.get('b');
  const words: Words = { quiet, base, filterText, attributes, scope: known[scope] ?? 'sub' };
  yield* print(formatHead(words));
  const filter = parseFilter(filterText);
  if (!filter) {
    yield* printError('ldap_search_ext: Bad search filter (-7)\n');
    return 249;
  }
  const sizeLimit = Math.max(0, Number.parseInt(given.get('z') ?? '0', 10) || 0);
  const status = yield* search(bound.inbox, words, {
    ...{ op: 'search', base: encodeText(base ?? ''), scope: words.scope, sizeLimit, filter },
    ...{ typesOnly: false, attributes },
  });
  yield* send(bound.inbox, 3, { op: 'unbind' });
  yield* sys.close(bound.inbox.fd);
  return status;
}

type Words = {
  quiet: number;
  base: string | undefined;
  filterText: string;
  attributes: string[];
  scope: Scope;
};

function formatHead({ quiet, base, filterText, attributes, scope }: Words): string {
  const version = quiet === 0 ? '# extended LDIF\n' : quiet < 3 ? 'version: 1\n\n' : '';
  if (quiet > 1) return version;
  const named = { base: 'baseObject', one: 'oneLevel', sub: 'subtree', children: 'children' }[
    scope
  ];
  const where = `<${base ?? ''}>${base === undefined ? ' (default)' : ''}`;
  const asked = attributes.length === 0 ? 'ALL' : `${attributes.join(' ')} `;
  return `${version}#\n# LDAPv3\n# base ${where} with scope ${named}\n# filter: ${filterText}\n# requesting: ${asked}\n#\n\n`;
}

function* search(inbox: Inbox, { quiet }: Words, request: Request): Routine<number> {
  yield* send(inbox, 2, request);
  let entries = 0;
  for (;;) {
    const answer = yield* receive(inbox);
    if (!answer) {
      yield* printError("ldap_result: Can't contact LDAP server (-1)\n");
      return 255;
    }
    if (answer.op === 'entry') {
      entries += 1;
      const head = quiet < 2 ? `# ${formatFriendlyDn(decodeText(answer.dn))}\n` : '';
      const rows = answer.attributes.map(({ name, value }) => formatAttribute(name, value));
      yield* print(`${head}${formatAttribute('dn', answer.dn)}${rows.join('')}\n`);
    } else if (answer.op === 'search-done') {
      const { code, matched, text } = answer;
      const name = formatResultCode(code);
      if (quiet === 0) {
        yield* print(
          `# search result\nsearch: 2\nresult: ${code} ${name}\n${matched === '' ? '' : `matchedDN: ${matched}\n`}${text === '' ? '' : `text: ${text}\n`}`,
        );
      } else {
        if (quiet === 1) yield* print('# search result\n');
        if (code !== 0) {
          yield* print(
            `${name} (${code})\n${matched === '' ? '' : `Matched DN: ${matched}\n`}${text === '' ? '' : `Additional information: ${text}\n`}`,
          );
        }
      }
      if (quiet < 2) {
        yield* print(
          `\n# numResponses: ${entries + 1}\n${entries > 0 ? `# numEntries: ${entries}\n` : ''}`,
        );
      }
      return code;
    }
  }
}

export const ldapsearch: Program = {
  name: 'ldapsearch',
  usage:
    'ldapsearch -x [-H URL] [-b BASE] [-s SCOPE] [-D NAME [-w PASSWORD]] [-LLL] [FILTER] [ATTRIBUTE...]',
  summary: 'look for people and things in a directory, by LDAP',
  main,
};

function* whoami(context: ProgramContext): Routine<number> {
  const parsed = parseOptions(context.argv.slice(1), { options });
  if (!parsed.ok) {
    yield* printError(`ldapwhoami: ${parsed.message}\n`);
    return 1;
  }
  const bound = yield* bindFirst('ldapwhoami', parsed.options);
  if (!bound.inbox) return bound.status;
  yield* send(bound.inbox, 2, { op: 'extended', oid: '1.3.6.1.4.1.4203.1.11.3' });
  const answer = yield* receive(bound.inbox);
  yield* sys.close(bound.inbox.fd);
  if (answer?.op !== 'extended-result') {
    yield* printError("ldap_result: Can't contact LDAP server (-1)\n");
    return 255;
  }
  if (answer.code !== 0) {
    yield* printError(`Result: ${formatResultCode(answer.code)} (${answer.code})\n`);
    return answer.code;
  }
  yield* print(`${answer.value ? decodeText(answer.value) : 'anonymous'}\n`);
  return 0;
}

export const ldapwhoami: Program = {
  name: 'ldapwhoami',
  usage: 'ldapwhoami -x [-H URL] [-D NAME [-w PASSWORD]]',
  summary: 'log in to a directory by LDAP and tell as whom',
  main: whoami,
};
