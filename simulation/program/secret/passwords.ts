/** Who may log in here: /etc/shadow (shadow(5)) as PAM's pam_unix reads it. */
import type { Routine } from '../../host/program';
import { readFile } from '../../host/system';
import { cryptSha256 } from './sha256-crypt';

export type Account = { user: string; home: string; shell: string };

/** Rows of passwd(5). */
export function parsePasswd(text: string): Account[] {
  return text.split('\n').flatMap((line) => {
    const fields = line.split(':');
    const [user = ''] = fields;
    return fields.length < 7 || user === ''
      ? []
      : [{ user, home: fields[5] ?? '/', shell: fields[6] ?? '' }];
  });
}

/** The row of /etc/passwd, or null where there is no such user. */
export function* findAccount(user: string): Routine<Account | null> {
  const text = yield* readFile('/etc/passwd');
  if (!text.ok) return null;
  return parsePasswd(text.value).find((row) => row.user === user) ?? null;
}

/** The hash that /etc/shadow has for `user`; null for none. */
export function findShadow(text: string, user: string): string | null {
  const row = text.split('\n').find((line) => line.startsWith(`${user}:`));
  return row?.split(':')[1] ?? null;
}

/** Whether `password` is that of `user`. A hash other than `$5$` never fits. */
export function* isPassword(user: string, password: string): Routine<boolean> {
  const text = yield* readFile('/etc/shadow');
  if (!text.ok || user === '' || /[:\n]/.test(user)) return false;
  const hash = findShadow(text.value, user);
  return hash !== null && cryptSha256(password, hash) === hash;
}
