/** STARTTLS of smtp(8), the client: smtp_tls_security_level may and encrypt. */
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { say } from '../socket-io';
import { secureInbox } from '../tls/secure-inbox';
import { randomSeed } from '../tls/seed';
import { createTlsClient } from '../tls/tls-client';
import { readCertificateFile } from '../tls/trust-store';
import { firstError } from '../tls/verify-chain';
import type { Result } from './agent';
import { logMail } from './mail-log';
import { type Parameters, readParameter } from './settings';
import { type Peer, receiveReply } from './smtp-reply';
import { formatTls, formatTlsProblem } from './smtpd-tls';

/** The status of a handshake that failed, after which `may` goes on in clear. */
export const HANDSHAKE_FAILED = '4.7.5';

export function levelOf(parameters: Parameters): 'none' | 'may' | 'encrypt' {
  const level = readParameter(parameters, 'smtp_tls_security_level');
  if (level === 'encrypt') return level;
  return level === 'may' || readParameter(parameters, 'smtp_use_tls') === 'yes' ? 'may' : 'none';
}

/** Shakes hands after STARTTLS; a result where the delivery is over. The chain is only told of. */
export function* startTls({
  context,
  parameters,
  inbox,
  name,
  port,
}: Peer): Routine<Result | null> {
  const failed = (dsn: string, reason: string): Result => ({
    ...{ status: 'deferred', relay: '', dsn, reason },
  });
  yield* say(inbox, 'STARTTLS\r\n');
  const reply = yield* receiveReply(inbox);
  if (reply?.code !== 220) {
    const said = reply?.lines.join(' ') ?? '';
    return failed('4.7.4', `TLS is required, but host ${name} refused to start TLS: ${said}`);
  }
  const authorities = yield* readCertificateFile(readParameter(parameters, 'smtp_tls_CAfile'));
  const now = yield* sys.now();
  const tls = createTlsClient({
    ...{ serverName: null, alpn: [], versions: ['1.2', '1.3'], ticket: true, padded: false },
    ...{ roots: authorities.ok ? authorities.value : [], strict: false, expected: null },
    ...{ seed: yield* randomSeed(), now: now.ok ? now.value : 0 },
  });
  const place = `${name}:${port}`;
  if (!(yield* secureInbox(inbox, tls))) {
    const why = tls.failure ? '-1' : 'lost connection';
    yield* logMail(context, 'smtp', `SSL_connect error to ${place}: ${why}`);
    if (tls.failure) yield* logMail(context, 'smtp', formatTlsProblem(tls.failure));
    return failed(HANDSHAKE_FAILED, 'Cannot start TLS: handshake failure');
  }
  if (Number(readParameter(parameters, 'smtp_tls_loglevel')) > 0) {
    const good = tls.verification !== null && firstError(tls.verification) === 0;
    const trust = good ? 'Trusted' : 'Untrusted';
    const text = `${trust} TLS connection established to ${place}: ${formatTls(tls)}`;
    yield* logMail(context, 'smtp', text);
  }
  return null;
}
