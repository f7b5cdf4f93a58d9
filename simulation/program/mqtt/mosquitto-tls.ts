/** TLS of the broker's listeners: cafile, certfile and keyfile, and the bytes of a connection. */
import type { Routine } from '../../host/program';
import { readFile } from '../../host/system';
import { sendAll } from '../socket-io';
import { readCredentials } from '../tls/read-credentials';
import { feedTls, type TlsEnd } from '../tls/tls-end';
import type { Credentials } from '../tls/tls-server';

type Log = (text: string) => Routine;

const noFile = 'error:80000002:system library::No such file or directory';
const loading = [
  noFile,
  'error:10080002:BIO routines::system lib',
  'error:0A080002:SSL routines::system lib',
];
const believing = [
  noFile,
  'error:10000080:BIO routines::no such file',
  'error:05880002:x509 certificate routines::system lib',
];

function* complain(log: Log, text: string, errors: readonly string[]): Routine<'failed'> {
  yield* log(`Error: ${text}`);
  for (const [at, error] of errors.entries()) yield* log(`OpenSSL Error[${at}]: ${error}`);
  return 'failed';
}

/** What a listener shows; null where it speaks in clear, as without both certfile and keyfile. */
export function* loadFiles(
  { cafile, certfile, keyfile }: Partial<Record<string, string>>,
  log: Log,
): Routine<Credentials | null | 'failed'> {
  if (certfile === undefined || keyfile === undefined) return null;
  if (cafile !== undefined && !(yield* readFile(cafile)).ok) {
    return yield* complain(
      log,
      `Unable to load CA certificates. Check cafile "${cafile}".`,
      believing,
    );
  }
  const read = yield* readCredentials(certfile, keyfile);
  if (read.ok) return read.credentials;
  const why =
    read.why === 'mismatch'
      ? ['error:05800074:x509 certificate routines::key values mismatch']
      : read.why === 'ENOENT'
        ? loading
        : [];
  const text =
    read.of === 'key'
      ? `Unable to load server key file "${keyfile}". Check keyfile.`
      : `Unable to load server certificate "${certfile}". Check certfile.`;
  return yield* complain(log, text, why);
}

/** What was said in `bytes`; null where TLS has failed, which is logged. */
export function* openBytes(
  tls: TlsEnd,
  fd: number,
  bytes: string,
  log: Log,
): Routine<string | null> {
  feedTls(tls, bytes);
  const answer = tls.output;
  const said = tls.plain;
  tls.output = '';
  tls.plain = '';
  yield* sendAll(fd, answer);
  if (!tls.failure) return said;
  const { digits, reason } = tls.failure;
  yield* log(`OpenSSL Error[0]: error:${digits}:SSL routines::${reason}`);
  return null;
}
