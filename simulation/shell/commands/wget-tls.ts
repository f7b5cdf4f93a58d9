/** TLS as wget 1.21 with GnuTLS judges it and tells of it. */
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { parseLiteral } from '../../program/resolve';
import { sendAll } from '../../program/socket-io';
import type { Certificate } from '../../program/tls/certificate';
import { randomSeed } from '../../program/tls/seed';
import { createTlsClient, type TlsClient } from '../../program/tls/tls-client';
import { feedTls } from '../../program/tls/tls-end';
import { readCertificateFile, readTrustStore } from '../../program/tls/trust-store';
import { matchHost } from '../../program/tls/verify-chain';

/** What GnuTLS says against a certificate, one line each. */
function complaints({ verification, presented }: TlsClient, host: string, strict: boolean): string {
  const codes = new Set(verification?.looks.map(({ code }) => code));
  const [leaf] = presented;
  const has = (...wanted: number[]) => wanted.some((code) => codes.has(code));
  const unknown = has(7, 18, 19, 20, 21, 79);
  const about = (text: string) =>
    `${strict ? 'ERROR' : 'WARNING'}: The certificate of ‘${host}’ ${text}.\n`;
  return [
    unknown || has(9, 10) ? about('is not trusted') : '',
    unknown ? about("doesn't have a known issuer") : '',
    has(9) ? about('is not yet activated') : '',
    has(10) ? about('has expired') : '',
    has(9) ? 'The certificate has not yet been activated\n' : '',
    has(10) ? 'The certificate has expired\n' : '',
    !leaf || matchHost(leaf, host) === null
      ? `The certificate's owner does not match hostname ‘${host}’\n`
      : '',
  ].join('');
}

/** Takes a connection into TLS. `code` is wget's exit status where that is not to be. */
export function* greetSecretly(
  fd: number,
  host: string,
  { strict, file, timeout }: { strict: boolean; file: string | null; timeout: number },
): Routine<{ tls: TlsClient | null; said: string; code: number }> {
  const given = file === null ? null : yield* readCertificateFile(file);
  const roots: Certificate[] = [...(given?.ok ? given.value : []), ...(yield* readTrustStore())];
  const now = yield* sys.now();
  const tls = createTlsClient({
    serverName: parseLiteral(host) === null ? host : null,
    ...{ alpn: [], versions: ['1.2', '1.3'], ticket: true, padded: true, roots, strict: false },
    ...{ seed: yield* randomSeed(), now: now.ok ? now.value : 0, expected: null },
  });
  const fail = (text: string) => ({
    ...{ tls: null, code: 4 },
    said: `GnuTLS: ${text}.\nUnable to establish SSL connection.\n`,
  });
  for (;;) {
    const { output } = tls;
    tls.output = '';
    yield* sendAll(fd, output);
    if (tls.phase !== 'handshake') break;
    const ready = yield* sys.poll([fd], timeout);
    const part = ready.ok && ready.value.length > 0 ? yield* sys.recv(fd) : null;
    if (!part?.ok || part.value === '') {
      return fail('The TLS connection was non-properly terminated');
    }
    feedTls(tls, part.value);
  }
  if (tls.failure?.alert !== undefined) return fail('A TLS fatal alert has been received');
  if (tls.phase !== 'open') return fail('An unexpected TLS packet was received');
  const said = complaints(tls, host, strict);
  return strict && said !== '' ? { tls: null, said, code: 5 } : { tls, said, code: 0 };
}
