/** TLS of swaks: --tls and --tls-on-connect. */
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import type { Reply } from '../../program/postfix/smtp-reply';
import { formatNameSlashes } from '../../program/tls/name';
import { secureInbox } from '../../program/tls/secure-inbox';
import { randomSeed } from '../../program/tls/seed';
import { createTlsClient } from '../../program/tls/tls-client';
import { readCertificateFile, readTrustStore } from '../../program/tls/trust-store';
import { exchange, type Talk } from './swaks-talk';

/** Asks by STARTTLS; `absent`: the server has none, `failed`: the connection is of no more use. */
export function* askForTls(talk: Talk, hello: Reply): Routine<'open' | 'absent' | 'failed'> {
  if (!hello.lines.some((line) => /^250.STARTTLS\b/.test(line))) {
    yield* talk.show('***', 'Host did not advertise STARTTLS');
    return 'absent';
  }
  const reply = yield* exchange(talk, 'STARTTLS', 220);
  if (reply?.code === 220 && (yield* startTls(talk))) return 'open';
  yield* talk.show('***', 'STARTTLS attempted but failed');
  return talk.settings.tls === 'lenient' && reply?.code !== 220 && reply ? 'absent' : 'failed';
}

/** Shakes hands and tells of it; false where that failed. */
export function* startTls({ settings, inbox, show }: Talk): Routine<boolean> {
  const given = settings.tlsCaPath;
  const authorities = given === null ? null : yield* readCertificateFile(given);
  const roots = authorities ? (authorities.ok ? authorities.value : []) : yield* readTrustStore();
  const now = yield* sys.now();
  const tls = createTlsClient({
    ...{ serverName: null, alpn: [], versions: ['1.2', '1.3'], ticket: true, padded: false },
    ...{ roots, strict: settings.tlsVerify, expected: null },
    ...{ seed: yield* randomSeed(), now: now.ok ? now.value : 0 },
  });
  if (yield* secureInbox(inbox, tls)) {
    const cipher = tls.version === '1.3' ? 'TLS_AES_256_GCM_SHA384' : 'ECDHE-RSA-AES256-GCM-SHA384';
    const [leaf] = tls.presented;
    yield* show('===', `TLS started with cipher TLSv${tls.version}:${cipher}:256`);
    yield* show('===', 'TLS no local certificate set');
    yield* show('===', `TLS peer DN="${leaf ? formatNameSlashes(leaf.subject) : ''}"`);
    return true;
  }
  const { digits, reason } = tls.failure ?? {
    digits: '0A000126',
    reason: 'unexpected eof while reading',
  };
  const why = `connect(): error:${digits}:SSL routines::${reason}`;
  yield* show('***', `TLS startup failed (${why})`);
  return false;
}
