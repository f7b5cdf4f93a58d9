/** The roles of a cluster: `global/roles.json` stands for the pages of pg_authid. */
import type { Routine } from '../../host/program';
import { type Outcome, readFile, writeFile } from '../../host/system';
import { sha256 } from '../secret/sha256';
import {
  createVerifier,
  formatMd5Secret,
  formatVerifier,
  parseVerifier,
  type Verifier,
} from './scram';

/** `password` is a verifier, or plain words that an author has written; null for none. */
type Role = { password: string | null; superuser: boolean };
export type Roles = Readonly<Record<string, Role>>;

const standard: Roles = { postgres: { password: null, superuser: true } };

/** Roles by name; a role can always log in. What is no role is passed over. */
function parseRoles(text: string): Roles {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return standard;
  }
  if (typeof given !== 'object' || given === null) return standard;
  const roles: Record<string, Role> = { ...standard };
  for (const [name, one] of Object.entries(given)) {
    const { password = null, superuser = name === 'postgres' } = (one ?? {}) as Partial<Role>;
    if (password !== null && typeof password !== 'string') continue;
    roles[name] = { password, superuser: superuser === true };
  }
  return roles;
}

function pathOf(directory: string): string {
  return `${directory}/global/roles.json`;
}

export function* readRoles(directory: string): Routine<Roles> {
  const text = yield* readFile(pathOf(directory));
  return text.ok ? parseRoles(text.value) : standard;
}

export function* writeRoles(directory: string, roles: Roles): Routine<Outcome<null>> {
  return yield* writeFile(pathOf(directory), `${JSON.stringify(roles, null, 1)}\n`);
}

/** Sixteen bytes that belong to a name; a plain password is salted with them. */
function saltFor(name: string): string {
  return sha256(`salt of ${name}`).slice(0, 16);
}

export function hashPassword(password: string, user: string, encryption: string): string {
  return encryption === 'md5'
    ? formatMd5Secret(password, user)
    : formatVerifier(createVerifier(password, saltFor(user)));
}

/** What SCRAM needs of a role; null where its password is kept as MD5, or is missing. */
export function verifierOf(user: string, password: string | null): Verifier | null {
  if (password === null || /^md5[0-9a-f]{32}$/.test(password)) return null;
  return parseVerifier(password) ?? createVerifier(password, saltFor(user));
}

/** Whether plain words are the password that is kept. */
export function isRolePassword(user: string, kept: string, given: string): boolean {
  if (/^md5[0-9a-f]{32}$/.test(kept)) return formatMd5Secret(given, user) === kept;
  const verifier = parseVerifier(kept);
  if (!verifier) return kept === given;
  return createVerifier(given, verifier.salt, verifier.iterations).storedKey === verifier.storedKey;
}
