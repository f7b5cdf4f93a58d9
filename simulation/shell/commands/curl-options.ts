/** curl's command line: its own way to read options, and its complaints. */

import type { TlsVersion } from '../../program/tls/record';

export type CurlSettings = {
  urls: string[];
  /** Files for the URLs in turn; null is the last part of the URL's path (-O). */
  outputs: (string | null)[];
  headers: string[];
  data: string[];
  resolve: string[];
  silent: boolean;
  showError: boolean;
  include: boolean;
  head: boolean;
  verbose: boolean;
  follow: boolean;
  fail: boolean;
  get: boolean;
  json: boolean;
  http09: boolean;
  version: '1.0' | '1.1';
  insecure: boolean;
  caFile: string | null;
  /** Of TLS, the oldest first. */
  versions: readonly TlsVersion[];
  family: 0 | 4 | 6;
  method: string | null;
  agent: string;
  user: string | null;
  writeOut: string | null;
  /** Milliseconds; null for none. */
  maxTime: number | null;
  connectTimeout: number | null;
  maxRedirects: number;
  noMeter: boolean;
};
export type CurlReading =
  | { ok: true; settings: CurlSettings }
  | { ok: true; show: 'help' | 'version' }
  /** Without the leading `curl: `. */
  | { ok: false; message: string };

type Rule = {
  long: string;
  value?: true;
  apply: (settings: CurlSettings, value: string) => string | null | undefined;
};

const set =
  (change: Partial<CurlSettings>) =>
  (settings: CurlSettings): undefined => {
    Object.assign(settings, change);
  };
const nothing = (): undefined => undefined;

function seconds(value: string): number | null {
  return /^\d{1,9}(\.\d{0,9})?$/.test(value) ? Math.round(Number(value) * 1000) : null;
}

const notNumber = 'expected a proper numerical parameter';

const rules: Readonly<Record<string, Rule>> = {
  s: { long: 'silent', apply: set({ silent: true }) },
  S: { long: 'show-error', apply: set({ showError: true }) },
  i: { long: 'include', apply: set({ include: true }) },
  I: { long: 'head', apply: set({ head: true }) },
  v: { long: 'verbose', apply: set({ verbose: true }) },
  L: { long: 'location', apply: set({ follow: true }) },
  f: { long: 'fail', apply: set({ fail: true }) },
  k: { long: 'insecure', apply: set({ insecure: true }) },
  g: { long: 'globoff', apply: nothing },
  N: { long: 'no-buffer', apply: nothing },
  q: { long: 'disable', apply: nothing },
  G: { long: 'get', apply: set({ get: true }) },
  O: {
    long: 'remote-name',
    apply: (settings) => void settings.outputs.push(null),
  },
  '0': { long: 'http1.0', apply: set({ version: '1.0' }) },
  '4': { long: 'ipv4', apply: set({ family: 4 }) },
  '6': { long: 'ipv6', apply: set({ family: 6 }) },
  o: {
    long: 'output',
    value: true,
    apply: (settings, value) => void settings.outputs.push(value),
  },
  w: {
    long: 'write-out',
    value: true,
    apply: (settings, value) => void (settings.writeOut = value),
  },
  X: { long: 'request', value: true, apply: (settings, value) => void (settings.method = value) },
  H: { long: 'header', value: true, apply: (settings, value) => void settings.headers.push(value) },
  d: { long: 'data', value: true, apply: (settings, value) => void settings.data.push(value) },
  A: { long: 'user-agent', value: true, apply: (settings, value) => void (settings.agent = value) },
  e: {
    long: 'referer',
    value: true,
    apply: (settings, value) => void settings.headers.push(`Referer: ${value}`),
  },
  b: {
    long: 'cookie',
    value: true,
    apply: (settings, value) => void settings.headers.push(`Cookie: ${value}`),
  },
  u: { long: 'user', value: true, apply: (settings, value) => void (settings.user = value) },
  m: {
    long: 'max-time',
    value: true,
    apply: (settings, value) => {
      const time = seconds(value);
      settings.maxTime = time === 0 ? null : time;
      return time === null ? notNumber : null;
    },
  },
};
const longOnly: readonly Rule[] = [
  { long: 'http0.9', apply: set({ http09: true }) },
  { long: 'http1.1', apply: nothing },
  { long: 'tlsv1.2', apply: nothing },
  { long: 'tlsv1.3', apply: set({ versions: ['1.3'] }) },
  {
    long: 'tls-max',
    value: true,
    apply: (settings, value) => {
      if (value === '1.2') settings.versions = ['1.2'];
      else if (value !== '1.3' && value !== 'default') return 'is badly used here';
      return null;
    },
  },
  { long: 'cacert', value: true, apply: (settings, value) => void (settings.caFile = value) },
  { long: 'no-progress-meter', apply: set({ noMeter: true }) },
  { long: 'compressed', apply: nothing },
  { long: 'no-keepalive', apply: nothing },
  { long: 'path-as-is', apply: nothing },
  { long: 'noproxy', value: true, apply: nothing },
  { long: 'url', value: true, apply: (settings, value) => void settings.urls.push(value) },
  { long: 'data-raw', value: true, apply: (settings, value) => void settings.data.push(value) },
  { long: 'data-ascii', value: true, apply: (settings, value) => void settings.data.push(value) },
  { long: 'data-binary', value: true, apply: (settings, value) => void settings.data.push(value) },
  {
    long: 'json',
    value: true,
    apply: (settings, value) => {
      settings.data.push(value);
      settings.json = true;
      return null;
    },
  },
  { long: 'resolve', value: true, apply: (settings, value) => void settings.resolve.push(value) },
  {
    long: 'connect-timeout',
    value: true,
    apply: (settings, value) => {
      const time = seconds(value);
      settings.connectTimeout = time === 0 ? null : time;
      return time === null ? notNumber : null;
    },
  },
  {
    long: 'max-redirs',
    value: true,
    apply: (settings, value) => {
      if (!/^-?\d{1,9}$/.test(value)) return notNumber;
      settings.maxRedirects = Number(value) < 0 ? Number.POSITIVE_INFINITY : Number(value);
      return null;
    },
  },
];
/** Letters of the real tool that this one has not. */
const others = new Set('aBcCDEFhjJKlMnpPQrRtTUxyYzZ#:'.split(''));
const withValue = new Set('cCDEFhKPQrtTUxyYz'.split(''));

export function readCurlArguments(args: readonly string[]): CurlReading {
  const settings: CurlSettings = {
    ...{ urls: [], outputs: [], headers: [], data: [], resolve: [] },
    ...{ silent: false, showError: false, include: false, head: false, verbose: false },
    ...{ follow: false, fail: false, get: false, json: false, http09: false, version: '1.1' },
    ...{ insecure: false, caFile: null, versions: ['1.2', '1.3'] },
    ...{ family: 0, method: null, agent: 'curl/7.88.1', user: null, writeOut: null },
    ...{ maxTime: null, connectTimeout: null, maxRedirects: 50, noMeter: false },
  };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--') {
      settings.urls.push(...rest);
      break;
    }
    if (!arg.startsWith('-') || arg === '-') {
      settings.urls.push(arg);
      continue;
    }
    if (arg === '-h' || arg === '--help') return { ok: true, show: 'help' };
    if (arg === '-V' || arg === '--version') return { ok: true, show: 'version' };
    const problem = arg.startsWith('--')
      ? takeLong(arg, rest, settings)
      : takeShort(arg, rest, settings);
    if (problem !== null) return { ok: false, message: `option ${arg}: ${problem}` };
  }
  if (args.length === 0) return { ok: false, message: '' };
  if (settings.urls.length === 0) return { ok: false, message: 'no URL specified!' };
  return { ok: true, settings };
}

function takeLong(arg: string, rest: string[], settings: CurlSettings): string | null {
  const name = arg.slice(2);
  const all = [...Object.values(rules), ...longOnly];
  const negated = name.startsWith('no-') && all.find((rule) => rule.long === name.slice(3));
  if (negated && !negated.value) return null;
  const near = all.filter((rule) => rule.long.startsWith(name));
  const rule = all.find((one) => one.long === name) ?? (near.length === 1 ? near[0] : undefined);
  if (near.length > 1 && !rule) return 'is ambiguous';
  if (!rule) return 'is unknown';
  if (!rule.value) return rule.apply(settings, '') ?? null;
  const value = rest.shift();
  return value === undefined ? 'requires parameter' : (rule.apply(settings, value) ?? null);
}

function takeShort(arg: string, rest: string[], settings: CurlSettings): string | null {
  for (let index = 1; index < arg.length; index += 1) {
    const letter = arg.charAt(index);
    const rule = Object.hasOwn(rules, letter) ? rules[letter] : undefined;
    if (!rule) {
      if (!others.has(letter)) return 'is unknown';
      const alone = index === arg.length - 1 && rest.length === 0;
      if (withValue.has(letter) && alone) return 'requires parameter';
      return 'is not in this simulation';
    }
    if (!rule.value) {
      rule.apply(settings, '');
      continue;
    }
    const value = index + 1 < arg.length ? arg.slice(index + 1) : rest.shift();
    return value === undefined ? 'requires parameter' : (rule.apply(settings, value) ?? null);
  }
  return null;
}
