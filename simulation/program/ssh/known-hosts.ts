/** ~/.ssh/known_hosts: which key belongs to which host (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). */
import { decodeBase64, encodeBase64 } from '../secret/base64';
import { hmacSha1 } from '../secret/sha1';
import { findPublicKey, formatPublicKey, type PublicKey } from './keys';

/** A row: `hosts` is a list of patterns or one hashed name, `line` counts from 1. */
export type KnownHost = { line: number; hosts: string; key: PublicKey };

const HASHED = '|1|';

/** Rows with a marker (`@revoked`, `@cert-authority`), comments and what is no key are passed over. */
export function parseKnownHosts(text: string): KnownHost[] {
  return text.split('\n').flatMap((row, at) => {
    const [hosts = ''] = row.trim().split(/\s+/);
    const key = findPublicKey(row.trim().slice(hosts.length));
    return key && !/^[#@]/.test(hosts) ? [{ line: at + 1, hosts, key }] : [];
  });
}

export function isHashed({ hosts }: KnownHost): boolean {
  return hosts.startsWith(HASHED);
}

/** The name as it is looked up and kept: with its port where that is not 22. */
export function nameKnownHost(host: string, port: number): string {
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
}

/** Whether a row is about `name`, which is as `nameKnownHost` gives it. */
export function isAbout({ hosts }: KnownHost, name: string): boolean {
  if (hosts.startsWith(HASHED)) {
    const [salt = '', hash = ''] = hosts.slice(HASHED.length).split('|');
    return encodeBase64(hmacSha1(decodeBase64(salt) ?? '', name)) === hash;
  }
  const patterns = hosts.toLowerCase().split(',');
  const fits = (pattern: string) => matchesPattern(pattern, name);
  if (patterns.some((one) => one.startsWith('!') && fits(one.slice(1)))) return false;
  return patterns.some(fits);
}

/** ssh_config(5), PATTERNS: `*` is any run of characters, `?` any one. */
function matchesPattern(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/\*+/g, '*')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(name);
}

export type KnownVerdict =
  | { is: 'known' }
  | { is: 'changed'; row: KnownHost }
  /** Rows that have the same key under other names. */
  | { is: 'new'; others: KnownHost[] };

/** What the rows say of a host that showed `key`. */
export function judgeHostKey(
  rows: readonly KnownHost[],
  name: string,
  key: PublicKey,
): KnownVerdict {
  const about = rows.filter((row) => row.key.type === key.type && isAbout(row, name));
  if (about.some((row) => row.key.blob === key.blob)) return { is: 'known' };
  const [row] = about;
  if (row) return { is: 'changed', row };
  return { is: 'new', others: rows.filter((one) => one.key.blob === key.blob) };
}

/** A new row. With a salt of 20 bytes the name is hashed, as Debian's ssh_config has it. */
export function formatKnownHost(name: string, key: PublicKey, salt: string | null): string {
  const hosts =
    salt === null ? name : `${HASHED}${encodeBase64(salt)}|${encodeBase64(hmacSha1(salt, name))}`;
  return `${hosts} ${formatPublicKey(key)}\n`;
}
