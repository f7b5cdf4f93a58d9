/** TLS of smtpd (TLS_README of Postfix 3.7): certificates, levels and what the log tells. */
import type { Routine } from '../../host/program';
import { readCredentials } from '../tls/read-credentials';
import { createService, secureInbox } from '../tls/secure-inbox';
import type { TlsEnd, TlsFailure } from '../tls/tls-end';
import type { Credentials } from '../tls/tls-server';
import { type Parameters, readParameter } from './settings';
import { formatPeer } from './smtp-session';
import type { Call } from './smtpd-call';

/** smtpd_tls_wrappermode: TLS from the first byte. */
export function isWrapped(parameters: Parameters): boolean {
  return readParameter(parameters, 'smtpd_tls_wrappermode') === 'yes';
}

export function levelOf(parameters: Parameters): 'none' | 'may' | 'encrypt' {
  const level = readParameter(parameters, 'smtpd_tls_security_level');
  if (level === 'encrypt' || isWrapped(parameters)) return 'encrypt';
  return level === 'may' || readParameter(parameters, 'smtpd_use_tls') === 'yes' ? 'may' : 'none';
}

const missing = (path: string) => [
  `error:80000002:system library::No such file or directory:../crypto/bio/bss_file.c:308:calling fopen(${path}, r):`,
  'error:10080002:BIO routines::system lib:../crypto/bio/bss_file.c:311:',
  'error:0A080002:SSL routines::system lib:../ssl/ssl_rsa.c:450:',
];
const mismatch =
  'error:05800074:x509 certificate routines::key values mismatch:../crypto/x509/x509_cmp.c:403:';

/** What the server shows; null where it has nothing, which the log explains if TLS is wanted. */
export function* loadCredentials(
  parameters: Parameters,
  log: (text: string) => Routine,
): Routine<Credentials | null> {
  if (levelOf(parameters) === 'none') return null;
  const certificate = readParameter(parameters, 'smtpd_tls_cert_file');
  const key = readParameter(parameters, 'smtpd_tls_key_file');
  if (certificate === '') {
    yield* log("warning: No server certs available. TLS won't be enabled");
    return null;
  }
  const read = yield* readCredentials(certificate, key);
  if (read.ok) return read.credentials;
  const [what, path] = read.of === 'key' ? ['private key', key] : ['certificate', certificate];
  yield* log(`warning: cannot get RSA ${what} from file "${path}": disabling TLS support`);
  const why = read.why === 'mismatch' ? [mismatch] : read.why === 'ENOENT' ? missing(path) : [];
  for (const line of why) yield* log(`warning: TLS library problem: ${line}`);
  return null;
}

/** `TLSv1.3 with cipher ... (256/256 bits) ...`, as both ends log a connection. */
export function formatTls({ version }: TlsEnd): string {
  const keys = 'key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256';
  return version === '1.3'
    ? `TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) ${keys}`
    : 'TLSv1.2 with cipher ECDHE-RSA-AES256-GCM-SHA384 (256/256 bits)';
}

export function formatTlsProblem({ digits, reason, alert }: TlsFailure): string {
  const place =
    alert === undefined
      ? '../ssl/record/ssl3_record.c:350:'
      : `../ssl/record/rec_layer_s3.c:1602:SSL alert number ${alert}:`;
  return `warning: TLS library problem: error:${digits}:SSL routines::${reason}:${place}`;
}

/** Takes the call into TLS; false where that fails, which is logged. */
export function* startTls({ parameters, facts, inbox, credentials, log }: Call): Routine<boolean> {
  const tls = yield* createService(credentials, 1);
  if (yield* secureInbox(inbox, tls)) {
    if (Number(readParameter(parameters, 'smtpd_tls_loglevel')) > 0) {
      const from = formatPeer(facts);
      yield* log(`Anonymous TLS connection established from ${from}: ${formatTls(tls)}`);
    }
    return true;
  }
  const why = tls.failure ? '-1' : 'lost connection';
  yield* log(`SSL_accept error from ${formatPeer(facts)}: ${why}`);
  if (tls.failure) yield* log(formatTlsProblem(tls.failure));
  return false;
}
