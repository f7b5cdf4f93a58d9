/** main.cf and master.cf (postconf(5), master(5)): the parameters that this Postfix acts on. */
import type { Routine } from '../../host/program';
import { readFile, sys } from '../../host/system';
import { portOfService } from '../services';

export const POSTFIX_VERSION = '3.7.11';
export const MAIN_CF = '/etc/postfix/main.cf';
const MASTER_CF = '/etc/postfix/master.cf';

/** Parameters as they were written, by name. */
export type Parameters = Readonly<Record<string, string>>;

const defaults: Parameters = {
  myhostname: '',
  mydomain: '',
  myorigin: '$myhostname',
  mydestination: '$myhostname, localhost.$mydomain, localhost',
  mynetworks: '',
  inet_interfaces: 'all',
  inet_protocols: 'all',
  smtpd_banner: '$myhostname ESMTP $mail_name',
  mail_name: 'Postfix',
  smtpd_relay_restrictions:
    'permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination',
  disable_vrfy_command: 'no',
  smtpd_helo_required: 'no',
  message_size_limit: '10240000',
  home_mailbox: '',
  mail_spool_directory: '/var/mail',
  relayhost: '',
  maillog_file: '',
  ...{ syslog_name: 'postfix', smtpd_tls_security_level: '', smtpd_tls_wrappermode: 'no' },
  ...{ smtpd_tls_cert_file: '', smtpd_tls_key_file: '$smtpd_tls_cert_file' },
  ...{ smtpd_tls_auth_only: 'no', smtpd_tls_loglevel: '0', smtpd_sasl_auth_enable: 'no' },
  ...{ smtp_tls_security_level: '', smtp_tls_CAfile: '', smtp_tls_loglevel: '0' },
};

/** Lines `name = value`; a line that begins with white space goes on with the one before. */
export function parseMainCf(text: string): { parameters: Parameters; wrong: string[] } {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    if (/^\s*(#|$)/.test(line)) continue;
    if (/^\s/.test(line) && lines.length > 0) lines[lines.length - 1] += ` ${line.trim()}`;
    else lines.push(line.trim());
  }
  const parameters: Record<string, string> = {};
  const wrong: string[] = [];
  for (const line of lines) {
    const parts = /^([A-Za-z0-9_]+)\s*=\s*(.*)$/.exec(line);
    if (parts) parameters[parts[1] ?? ''] = parts[2] ?? '';
    else wrong.push(line);
  }
  return { parameters, wrong };
}

/** The value of a parameter with `$name` filled in, from the file or by default. */
export function readParameter(given: Parameters, name: string, depth = 0): string {
  const raw = Object.hasOwn(given, name)
    ? given[name]
    : Object.hasOwn(defaults, name)
      ? defaults[name]
      : '';
  if (depth > 20 || !raw) return '';
  return raw.replace(/\$(?:\{(\w+)\}|\((\w+)\)|(\w+))/g, (_, a, b, c) =>
    readParameter(given, a ?? b ?? c ?? '', depth + 1),
  );
}

export function splitList(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

/** All of main.cf, with the host's own name where the file leaves `myhostname` out. */
export function* readMainCf(): Routine<{ parameters: Parameters; wrong: string[] } | null> {
  const text = yield* readFile(MAIN_CF);
  if (!text.ok) return null;
  const { parameters, wrong } = parseMainCf(text.value);
  const name = yield* sys.uname();
  const own = name.ok ? name.value.host : 'localhost';
  const myhostname = parameters.myhostname ?? (own.includes('.') ? own : `${own}.localdomain`);
  const mydomain = parameters.mydomain ?? myhostname.replace(/^[^.]*\./, '');
  return { parameters: { ...parameters, myhostname, mydomain }, wrong };
}

/** An inet service of master.cf that runs smtpd; `options` are its words `-o name=value`. */
export type InetService = { name: string; addr: string | null; port: number; options: string[] };

/** What Debian's master.cf has before anybody changes it. */
const packaged = 'smtp      inet  n       -       y       -       -       smtpd\n';

export function parseMasterCf(text: string): InetService[] {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    if (/^\s*(#|$)/.test(line)) continue;
    if (/^\s/.test(line) && lines.length > 0) lines[lines.length - 1] += ` ${line.trim()}`;
    else lines.push(line);
  }
  return lines.flatMap((line) => {
    const fields = line.split(/\s+/);
    if (fields[1] !== 'inet' || fields[7] !== 'smtpd') return [];
    const name = fields[0] ?? '';
    const colon = name.lastIndexOf(':');
    const service = name.slice(colon + 1);
    const port = /^\d+$/.test(service) ? Number(service) : portOfService(service, 'tcp');
    if (port === null || port > 65535) return [];
    const addr = colon < 0 ? null : name.slice(0, colon);
    return [{ name, addr, port, options: fields.slice(8) }];
  });
}

/** main.cf's parameters with those that a service's words `-o name=value` change. */
export function overrideParameters(given: Parameters, words: readonly string[]): Parameters {
  const changed = words.flatMap((word, at) => {
    const parts = words[at - 1] === '-o' ? /^(\w+)=(.*)$/.exec(word) : null;
    return parts ? [[parts[1] ?? '', parts[2] ?? ''] as const] : [];
  });
  return { ...given, ...Object.fromEntries(changed) };
}

export function* readMasterCf(): Routine<InetService[]> {
  const text = yield* readFile(MASTER_CF);
  return parseMasterCf(text.ok ? text.value : packaged);
}
