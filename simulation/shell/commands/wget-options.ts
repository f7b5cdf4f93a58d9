/** The command line of GNU Wget 1.21.3. */
import { type Option, parseOptions } from '../options';
import { wgetHelp, wgetUsage, wgetVersion } from './wget-help';

export type WgetSettings = {
  urls: string[];
  output: string | null;
  prefix: string | null;
  log: string | null;
  quiet: boolean;
  verbose: boolean;
  headers: boolean;
  spider: boolean;
  resume: boolean;
  keep: boolean;
  contentOnError: boolean;
  /** Whether to show it although quiet, and how; null is as the output is. */
  progress: 'bar' | 'dot' | null;
  forceProgress: boolean;
  tries: number;
  /** Milliseconds. */
  timeout: number;
  family: 0 | 4 | 6;
  maxRedirects: number;
  fields: string[];
  agent: string;
  body: string | null;
  /** Whether a certificate that is not believed ends it; further authorities to believe. */
  strict: boolean;
  authorities: string | null;
};
export type WgetRead =
  | { ok: true; settings: WgetSettings }
  | { ok: false; text: string; status: number };

const flag = (short: string | undefined, long: string): Option => ({
  ...(short === undefined ? {} : { short }),
  ...{ long, help: '' },
});
const taking = (short: string | undefined, long: string): Option => ({
  ...flag(short, long),
  value: 'X',
});

const options: readonly Option[] = [
  ...[flag('h', 'help'), flag('V', 'version'), flag('q', 'quiet'), flag('v', 'verbose')],
  ...[flag(undefined, 'no-verbose'), flag(undefined, 'no-clobber'), flag('c', 'continue')],
  ...[flag('S', 'server-response'), flag(undefined, 'spider'), flag('4', 'inet4-only')],
  ...[flag('6', 'inet6-only'), flag(undefined, 'show-progress'), flag('N', 'timestamping')],
  ...[flag(undefined, 'content-on-error'), flag(undefined, 'no-check-certificate')],
  ...[flag(undefined, 'no-cache'), flag(undefined, 'no-proxy'), flag(undefined, 'no-cookies')],
  ...[taking('O', 'output-document'), taking('P', 'directory-prefix'), taking('o', 'output-file')],
  ...[taking('t', 'tries'), taking('T', 'timeout'), taking('U', 'user-agent')],
  ...[taking(undefined, 'header'), taking(undefined, 'post-data'), taking(undefined, 'progress')],
  ...[taking(undefined, 'max-redirect'), taking(undefined, 'ca-certificate')],
];
const known = new Set(options.map(({ long }) => long));
const foreign = [...wgetHelp.matchAll(/--([a-z][a-z\d-]+)/g)].map((match) => match[1] ?? '');

export function readWgetOptions(args: readonly string[]): WgetRead {
  const usage = (message: string): WgetRead => ({
    ...{ ok: false, text: `wget: ${message}\n${wgetUsage}` },
    status: 2,
  });
  for (const arg of args) {
    const name = /^--([^=]+)/.exec(arg)?.[1];
    if (arg === '--') break;
    if (name !== undefined && foreign.includes(name) && !known.has(name)) {
      return { ok: false, text: `wget: option --${name} is not in this simulation\n`, status: 2 };
    }
  }
  const words = args.map((arg) =>
    arg === '-nv' ? '--no-verbose' : arg === '-nc' ? '--no-clobber' : arg,
  );
  const parsed = parseOptions(words, { options, unsupported: 'abdeFBDHIKLQRAXilmnprkwEx' });
  if (!parsed.ok) return usage(parsed.message);
  const { options: given, operands } = parsed;
  if (given.has('h')) return { ok: false, text: wgetHelp, status: 0 };
  if (given.has('V')) return { ok: false, text: wgetVersion, status: 0 };
  const time = given.get('T');
  const seconds = time === undefined ? 900 : readPeriod(time);
  if (seconds === null) {
    const text = `wget: --timeout: Invalid time period ‘${time}’\n`;
    return { ok: false, text, status: 2 };
  }
  const progress = given.get('progress')?.split(':')[0];
  if (progress !== undefined && progress !== 'bar' && progress !== 'dot') {
    const text = `wget: --progress: Invalid progress type ‘${given.get('progress')}’.\nValid choices are:\ndot [-]\nbar [-]\n`;
    return { ok: false, text, status: 2 };
  }
  if (operands.length === 0) {
    return { ok: false, text: `wget: missing URL\n${wgetUsage}`, status: 1 };
  }
  const tries = Number.parseInt(given.get('t') ?? '20', 10);
  return {
    ok: true,
    settings: {
      urls: operands,
      output: given.get('O') ?? null,
      prefix: given.get('P') ?? null,
      log: given.get('o') ?? null,
      quiet: given.has('q'),
      verbose: !given.has('no-verbose') && !given.has('q'),
      headers: given.has('S'),
      spider: given.has('spider'),
      resume: given.has('c'),
      keep: given.has('no-clobber'),
      contentOnError: given.has('content-on-error'),
      progress: progress ?? null,
      forceProgress: given.has('show-progress'),
      // No number at all is 0, and 0 is for ever.
      tries: tries > 0 ? tries : Number.POSITIVE_INFINITY,
      timeout: seconds === 0 ? Number.MAX_SAFE_INTEGER : seconds * 1000,
      family: given.has('4') ? 4 : given.has('6') ? 6 : 0,
      maxRedirects: Number.parseInt(given.get('max-redirect') ?? '20', 10) || 0,
      fields: given.all('header'),
      agent: given.get('U') ?? 'Wget/1.21.3',
      body: given.get('post-data') ?? null,
      strict: !given.has('no-check-certificate'),
      authorities: given.get('ca-certificate') ?? null,
    },
  };
}

const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

function readPeriod(text: string): number | null {
  const match = /^(\d{1,9}(?:\.\d+)?)([smhd]?)$/.exec(text);
  return match ? Number(match[1]) * (units[match[2] ?? ''] ?? 1) : null;
}
