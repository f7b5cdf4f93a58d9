/** The command line of swaks 20201014: options with one dash or two, spelled in several ways. */

/** `optional` goes on where the server has it not, `lenient` also where it fails. */
type Wish = 'no' | 'needed' | 'optional' | 'lenient';

export type SwaksSettings = {
  to: string | null;
  from: string | null;
  server: string | null;
  port: string | null;
  helo: string | null;
  body: string;
  data: string | null;
  headers: { name: string; value: string }[];
  timeout: number;
  quitAfter: string | null;
  protocol: 'ESMTP' | 'SMTP';
  tls: Wish;
  tlsOnConnect: boolean;
  tlsVerify: boolean;
  tlsCaPath: string | null;
  auth: Wish;
  /** The types asked for, in capitals; empty for any. */
  authTypes: string[];
  user: string | null;
  password: string | null;
  /** AUTH's words are shown decoded. */
  authPlain: boolean;
  silent: number;
  hideAll: boolean;
  version: boolean;
};

type Row = {
  names: string;
  value?: 'needed' | 'maybe';
  set: (to: SwaksSettings, value: string) => void;
};

const keep =
  (
    field:
      | 'to'
      | 'from'
      | 'server'
      | 'port'
      | 'helo'
      | 'quitAfter'
      | 'user'
      | 'password'
      | 'tlsCaPath',
  ): Row['set'] =>
  (to, value) => {
    to[field] = value;
  };

const wishTls =
  (wish: Wish): Row['set'] =>
  (to) => {
    to.tls = wish;
  };
const wishAuth =
  (wish: Wish): Row['set'] =>
  (to, value) => {
    to.auth = wish;
    if (value !== '') to.authTypes = value.toUpperCase().split(',');
  };

const rows: readonly Row[] = [
  { names: 'to t', value: 'needed', set: keep('to') },
  { names: 'from f', value: 'needed', set: keep('from') },
  { names: 'server s', value: 'needed', set: keep('server') },
  { names: 'port p', value: 'needed', set: keep('port') },
  { names: 'helo ehlo lhlo h', value: 'needed', set: keep('helo') },
  {
    names: 'body',
    value: 'needed',
    set: (to, value) => {
      to.body = unescape(value);
    },
  },
  {
    names: 'data d',
    value: 'needed',
    set: (to, value) => {
      to.data = unescape(value);
    },
  },
  {
    names: 'timeout',
    value: 'needed',
    set: (to, value) => {
      to.timeout = Number.parseInt(value, 10) || 0;
    },
  },
  { names: 'quit-after quit q', value: 'needed', set: keep('quitAfter') },
  {
    names: 'protocol',
    value: 'needed',
    set: (to, value) => {
      to.protocol = value.toUpperCase() === 'SMTP' ? 'SMTP' : 'ESMTP';
    },
  },
  { names: 'tls', set: wishTls('needed') },
  { names: 'tls-optional tlso', set: wishTls('lenient') },
  { names: 'tls-optional-strict tlsos', set: wishTls('optional') },
  {
    names: 'tls-on-connect tlsc',
    set: (to) => {
      to.tlsOnConnect = true;
    },
  },
  {
    names: 'tls-verify',
    set: (to) => {
      to.tlsVerify = true;
    },
  },
  { names: 'tls-ca-path', value: 'needed', set: keep('tlsCaPath') },
  { names: 'auth a', value: 'maybe', set: wishAuth('needed') },
  { names: 'auth-optional ao', value: 'maybe', set: wishAuth('lenient') },
  { names: 'auth-optional-strict aos', value: 'maybe', set: wishAuth('optional') },
  { names: 'auth-user au', value: 'needed', set: keep('user') },
  { names: 'auth-password ap', value: 'needed', set: keep('password') },
  {
    names: 'auth-plaintext apt',
    set: (to) => {
      to.authPlain = true;
    },
  },
  {
    names: 'silent',
    value: 'maybe',
    set: (to, value) => {
      to.silent = Number(value) || 1;
    },
  },
  {
    names: 'hide-all ha',
    set: (to) => {
      to.hideAll = true;
    },
  },
  {
    names: 'version',
    set: (to) => {
      to.version = true;
    },
  },
  {
    names: 'header',
    value: 'needed',
    set: (to, value) => {
      addHeader(to, value);
    },
  },
  { names: 'n suppress-data', set: () => undefined },
];

/** Options of the real swaks that are left out here, to be refused by name. */
const leftOut =
  'help tls-protocol tls-cipher tls-cert tls-key tls-sni tls-verify-target tls-get-peer-cert auth-hide-password auth-extra auth-map pipe socket attach attach-body pipeline dump config copy-routing xclient output o local-interface li ipv4 ipv6 4 6 cc bcc dsn';

function unescape(text: string): string {
  return text.replaceAll('\\n', '\n');
}

function addHeader(settings: SwaksSettings, line: string): void {
  const colon = line.indexOf(':');
  const name = colon < 0 ? line.trim() : line.slice(0, colon).trim();
  settings.headers.push({ name, value: colon < 0 ? '' : line.slice(colon + 1).trim() });
}

export type ParsedSwaks =
  | { ok: true; settings: SwaksSettings }
  | { ok: false; text: string; status: number };

export function parseSwaks(args: readonly string[]): ParsedSwaks {
  const settings: SwaksSettings = {
    ...{ to: null, from: null, server: null, port: null, helo: null, data: null, quitAfter: null },
    ...{ body: 'This is a test mailing', headers: [], timeout: 30, protocol: 'ESMTP' as const },
    ...{ tls: 'no', tlsOnConnect: false, tlsVerify: false, tlsCaPath: null, auth: 'no' },
    ...{
      authTypes: [],
      user: null,
      password: null,
      authPlain: false,
      silent: 0,
      hideAll: false,
      version: false,
    },
  };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (!arg.startsWith('-')) {
      return { ok: false, text: `Unknown option: ${arg}\n`, status: 1 };
    }
    const equals = arg.indexOf('=');
    const name = (equals < 0 ? arg : arg.slice(0, equals)).replace(/^--?/, '');
    const joined = equals < 0 ? undefined : arg.slice(equals + 1);
    const header = /^h(?:eader)?-(.+)$/.exec(name);
    const row = rows.find(({ names }) => names.split(' ').includes(name));
    if (header?.[1]) {
      settings.headers.push({ name: header[1], value: joined ?? rest.shift() ?? '' });
    } else if (!row) {
      const known = leftOut.split(' ').includes(name);
      const text = known
        ? `*** option ${arg} of the real swaks is not in this simulation, exiting\n`
        : `Unknown option: ${name}\n`;
      return { ok: false, text, status: 1 };
    } else if (row.value === undefined) row.set(settings, '');
    else {
      const next = joined ?? (rest[0]?.startsWith('-') ? undefined : rest.shift());
      if (next === undefined && row.value === 'needed') {
        return { ok: false, text: `*** option ${arg} needs a value here, exiting\n`, status: 1 };
      }
      row.set(settings, next ?? '');
    }
  }
  // A user or a password asks for AUTH by itself.
  if (settings.auth === 'no' && (settings.user ?? settings.password) !== null) {
    settings.auth = 'needed';
  }
  return { ok: true, settings };
}
