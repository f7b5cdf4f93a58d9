/** mosquitto.conf(5), the part that is modelled: listeners, who may in, and what is logged. */

import { encodeText } from '../../host/bytes';
import { decodeBase64 } from '../secret/base64';
import { pbkdf2Sha512, sha512 } from '../secret/sha512';

/** `files`: cafile, certfile and keyfile, where they are given. */
type Listener = { port: number; addr: string | null; files: Partial<Record<string, string>> };
export type MosquittoSettings = {
  listeners: Listener[];
  /** Null: allowed where no listener is given. */
  anonymous: boolean | null;
  passwordFile: string | null;
};
/** Errors of a line, which is counted from 1. */
export type SettingsFault = { text: string; line: number };

/** Real directives that change nothing that is modelled. */
const silent =
  /^(persistence|persistence_location|persistence_file|log_dest|log_type|log_timestamp|connection_messages|pid_file|user|max_keepalive|autosave_interval|sys_interval|max_queued_messages|max_inflight_messages|set_tcp_nodelay|tls_version|per_listener_settings)$/;
const notHere =
  /^(acl_file|bridge.*|connection|topic|capath|require_certificate|protocol|plugin.*|auth_.*|websockets.*|include_dir|psk_file|bind_address|bind_interface|mount_point|max_connections|socket_domain|ciphers.*|use_.*|remote_.*|queue_.*|retain_available|allow_zero_length_clientid|clientid_prefixes|message_size_limit)$/;

export function parseMosquittoConf(text: string): MosquittoSettings | SettingsFault {
  const settings: MosquittoSettings = { listeners: [], anonymous: null, passwordFile: null };
  for (const [index, whole] of text.split('\n').entries()) {
    const line = index + 1;
    const [key = '', ...values] = whole
      .replace(/^\s*#.*/, '')
      .trim()
      .split(/\s+/);
    const [value = ''] = values;
    if (key === '') continue;
    if (value === '') return { text: `Empty '${key}' value in configuration.`, line };
    if (key === 'listener' || key === 'port') {
      const port = Number.parseInt(value, 10) || 0;
      if (port === 0)
        return { text: 'A listener with port 0 must provide a Unix socket path.', line };
      if (port < 1 || port > 65535) return { text: `Invalid 'port' value (${port}).`, line };
      settings.listeners.push({ port, addr: values[1] ?? null, files: {} });
    } else if (/^(cafile|certfile|keyfile)$/.test(key)) {
      const listener = settings.listeners.at(-1);
      if (!listener) return { text: `"${key}" before a listener is not in this simulation.`, line };
      listener.files[key] = values.join(' ');
    } else if (key === 'allow_anonymous') {
      if (value !== 'true' && value !== 'false') {
        return { text: `Invalid allow_anonymous value (${value}).`, line };
      }
      settings.anonymous = value === 'true';
    } else if (key === 'password_file') settings.passwordFile = value;
    else if (silent.test(key)) continue;
    else if (notHere.test(key)) return { text: `"${key}" is not in this simulation.`, line };
    else return { text: `Unknown configuration variable "${key}".`, line };
  }
  return settings;
}

/** `name:$7$rounds$salt$hash` (PBKDF2) or `name:$6$salt$hash`, as mosquitto_passwd(1) writes them. */
export function checkPassword(file: string, user: string, password: string): boolean {
  const entry = file.split('\n').find((line) => line.startsWith(`${user}:`));
  const parts =
    entry
      ?.slice(user.length + 1)
      .trim()
      .split('$') ?? [];
  const [, kind, ...rest] = parts;
  const [rounds, salt, hash] = kind === '7' ? rest : ['1', ...rest];
  const [plainSalt, wanted] = [decodeBase64(salt ?? ''), decodeBase64(hash ?? '')];
  if (plainSalt === null || wanted === null || wanted === '') return false;
  if (kind === '6') return sha512(encodeText(password) + plainSalt) === wanted;
  const count = Number(rounds);
  if (kind !== '7' || !(count >= 1 && count <= 10_000)) return false;
  return pbkdf2Sha512(encodeText(password), plainSalt, count) === wanted;
}
