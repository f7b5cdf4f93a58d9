/** The authorities that a host believes: ca-certificates(7). */
import type { Routine } from '../../host/program';
import { type Outcome, readFile, sys } from '../../host/system';
import { type Certificate, parseCertificates } from './certificate';

export const CA_FILE = '/etc/ssl/certs/ca-certificates.crt';
export const CA_PATH = '/etc/ssl/certs';

/** The certificates of `path`; ENOENT and so on, EINVAL where there is none in it. */
export function* readCertificateFile(path: string): Routine<Outcome<Certificate[]>> {
  const text = yield* readFile(path);
  if (!text.ok) return text;
  const found = parseCertificates(text.value);
  return found.length > 0 ? { ok: true, value: found } : { ok: false, errno: 'EINVAL' };
}

/** All that is in /etc/ssl/certs, the bundle included unless `bundle` is false. */
export function* readTrustStore(bundle = true): Routine<Certificate[]> {
  const names = yield* sys.readdir(CA_PATH);
  const roots: Certificate[] = [];
  for (const name of names.ok ? names.value : []) {
    const path = `${CA_PATH}/${name}`;
    if (!/\.(pem|crt|\d)$/.test(name) || (path === CA_FILE && !bundle)) continue;
    const found = yield* readCertificateFile(path);
    if (found.ok) roots.push(...found.value);
  }
  return roots;
}
