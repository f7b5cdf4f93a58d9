/** A server's certificate and key from their files; each server words its own complaint. */
import type { Routine } from '../../host/program';
import { readFile } from '../../host/system';
import type { Errno } from '../../host/system-call';
import { parseCertificates } from './certificate';
import { parsePrivateKey } from './private-key';
import type { Credentials } from './tls-server';

/** `EINVAL`: there is none in the file; `mismatch`: the key is of another certificate. */
export type CredentialsFault = { of: 'certificate' | 'key'; why: Errno | 'mismatch' };

export function* readCredentials(
  certificate: string,
  key: string,
): Routine<{ ok: true; credentials: Credentials } | ({ ok: false } & CredentialsFault)> {
  const shown = yield* readFile(certificate);
  if (!shown.ok) return { ok: false, of: 'certificate', why: shown.errno };
  const chain = parseCertificates(shown.value);
  const [leaf] = chain;
  if (!leaf) return { ok: false, of: 'certificate', why: 'EINVAL' };
  const kept = yield* readFile(key);
  if (!kept.ok) return { ok: false, of: 'key', why: kept.errno };
  const secret = parsePrivateKey(kept.value);
  if (!secret) return { ok: false, of: 'key', why: 'EINVAL' };
  if (leaf.key?.modulus !== secret.modulus) return { ok: false, of: 'key', why: 'mismatch' };
  return { ok: true, credentials: { chain: chain.map(({ der }) => der), key: secret } };
}
