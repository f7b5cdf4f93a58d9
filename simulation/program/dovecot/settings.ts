/** dovecot.conf: the settings this Dovecot acts on; anything else is refused by name at its start. */
import type { Routine } from '../../host/program';
import { readFile } from '../../host/system';

export const CONFIG = '/etc/dovecot/dovecot.conf';

export type DovecotSettings = {
  protocols: string[];
  listen: string[];
  /** Logins without TLS only from this machine itself. */
  plaintextLocalOnly: boolean;
  greeting: string;
  /** Where mail lies, `%u` for the user. */
  inbox: string;
};

const standard: DovecotSettings = {
  ...{ protocols: ['imap', 'pop3'], listen: ['*', '::'], plaintextLocalOnly: true },
  ...{ greeting: 'Dovecot (Debian) ready.', inbox: '/var/mail/%u' },
};

/** Known and without effect here: TLS is left out, users come from passwd and shadow. */
const idle =
  /^(ssl|ssl_cert|ssl_key|mail_privileged_group|mail_access_groups|base_dir|log_path|auth_mechanisms|driver|args|namespace|inbox|service|passdb|userdb|!include\S*)$/;

export type ParsedDovecot =
  | { ok: true; settings: DovecotSettings }
  | { ok: false; line: number; text: string };

export function parseDovecot(text: string): ParsedDovecot {
  const settings = { ...standard };
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
    else if (key === 'mail_location') {
      const inbox = /^mbox:.*:INBOX=(.+)$/.exec(value)?.[1];
      if (inbox === undefined) {
        return bad(`mail_location = ${value}: only mbox:...:INBOX=/path is in this simulation`);
      }
      settings.inbox = inbox;
    } else if (!idle.test(key)) return bad(`Unknown setting: ${key}`);
  }
  return { ok: true, settings };
}

/** The settings, those of Debian's package where there is no file. */
export function* readDovecot(): Routine<ParsedDovecot> {
  const text = yield* readFile(CONFIG);
  return text.ok ? parseDovecot(text.value) : { ok: true, settings: standard };
}
