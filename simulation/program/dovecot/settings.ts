/** dovecot.conf: the settings this Dovecot acts on; anything else is refused by name at its start. */
import { formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { readFile, sys } from '../../host/system';

export const CONFIG = '/etc/dovecot/dovecot.conf';

export type DovecotSettings = {
  protocols: string[];
  listen: string[];
  /** Logins without TLS only from this machine itself. */
  plaintextLocalOnly: boolean;
  greeting: string;
  /** Where mail lies, `%u` for the user. */
  inbox: string;
  /** `ssl`: with `required` nobody logs in without TLS from elsewhere. */
  ssl: 'yes' | 'no' | 'required';
  /** `ssl_cert` and `ssl_key` as they were written: `</path` where they name a file. */
  cert: string;
  key: string;
  /** SASL mechanisms, in capitals. */
  mechanisms: string[];
};

const standard: DovecotSettings = {
  ...{ protocols: ['imap', 'pop3'], listen: ['*', '::'], plaintextLocalOnly: true },
  ...{ greeting: 'Dovecot (Debian) ready.', inbox: '/var/mail/%u' },
  ...{ ssl: 'yes', cert: '', key: '', mechanisms: ['PLAIN'] },
};

/** Known and without effect here: users come from passwd and shadow. */
const idle =
  /^(ssl_min_protocol|ssl_prefer_server_ciphers|ssl_client_ca_dir|ssl_dh|mail_privileged_group|mail_access_groups|base_dir|log_path|driver|args|namespace|inbox|service|passdb|userdb|!include\S*)$/;

/** A file that stands for the value of a setting. */
type NamedFile = { key: string; path: string; line: number };

export type ParsedDovecot =
  | { ok: true; settings: DovecotSettings; files: NamedFile[] }
  | { ok: false; line: number; text: string };

export function parseDovecot(text: string): ParsedDovecot {
  const settings = { ...standard };
  const files: NamedFile[] = [];
  let depth = 0;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/(^|\s)#.*/, '').trim();
    const bad = (why: string): ParsedDovecot => ({ ok: false, line: index + 1, text: why });
    if (line === '' || line.startsWith('!include')) continue;
    if (line === '}') {
      depth -= 1;
      if (depth < 0) return bad('Unexpected }');
      continue;
    }
    if (/^\w[\w ]*\{$/.test(line)) {
      depth += 1;
      continue;
    }
    const parts = /^(\S+)\s*=\s*(.*)$/.exec(line);
    if (!parts) return bad(`Expecting '='`);
    const [, key = '', value = ''] = parts;
    if (depth > 0) continue;
    if (key === 'protocols') settings.protocols = value.split(/\s+/).filter((one) => one !== '');
    else if (key === 'listen') settings.listen = value.split(/[\s,]+/).filter((one) => one !== '');
    else if (key === 'disable_plaintext_auth') settings.plaintextLocalOnly = value === 'yes';
    else if (key === 'login_greeting') settings.greeting = value;
    else if (key === 'ssl') {
      if (value !== 'yes' && value !== 'no' && value !== 'required') {
        return bad(`Invalid value: ${value}`);
      }
      settings.ssl = value;
    } else if (key === 'ssl_cert' || key === 'ssl_key') {
      settings[key === 'ssl_cert' ? 'cert' : 'key'] = value;
      if (value.startsWith('<')) files.push({ key, path: value.slice(1), line: index + 1 });
    } else if (key === 'auth_mechanisms') {
      settings.mechanisms = value.toUpperCase().split(/\s+/);
      const odd = settings.mechanisms.find((one) => one !== 'PLAIN' && one !== 'LOGIN');
      if (odd !== undefined) return bad(`auth_mechanisms: ${odd} is not in this simulation`);
    } else if (key === 'mail_location') {
      const inbox = /^mbox:.*:INBOX=(.+)$/.exec(value)?.[1];
      if (inbox === undefined) {
        return bad(`mail_location = ${value}: only mbox:...:INBOX=/path is in this simulation`);
      }
      settings.inbox = inbox;
    } else if (!idle.test(key)) return bad(`Unknown setting: ${key}`);
  }
  return { ok: true, settings, files };
}

/** The settings, those of Debian's package where there is no file. */
export function* readDovecot(): Routine<ParsedDovecot> {
  const text = yield* readFile(CONFIG);
  if (!text.ok) return { ok: true, settings: standard, files: [] };
  const parsed = parseDovecot(text.value);
  for (const { key, path, line } of parsed.ok ? parsed.files : []) {
    const found = yield* sys.open(path, 'r');
    if (found.ok) yield* sys.close(found.value);
    else {
      const why = `${key}: Can't open file ${path}: ${formatErrno(found.errno)}`;
      return { ok: false, line, text: why };
    }
  }
  return parsed;
}
