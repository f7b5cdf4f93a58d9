/** TLS of mosquitto_pub and mosquitto_sub: what the options ask for, and the handshake. */
import type { Routine } from '../../host/program';
import { print, sys } from '../../host/system';
import type { Inbox } from '../../program/socket-io';
import type { TlsVersion } from '../../program/tls/record';
import { secureInbox } from '../../program/tls/secure-inbox';
import { randomSeed } from '../../program/tls/seed';
import { createTlsClient } from '../../program/tls/tls-client';
import { readCertificateFile, readTrustStore } from '../../program/tls/trust-store';

/** `cafile` null: those whom the host believes. `insecure`: of whatever name it is. */
export type TlsWish = {
  cafile: string | null;
  insecure: boolean;
  versions: readonly TlsVersion[];
};

/** The TLS that the options ask for; a complaint, with HINT where the hint belongs. */
export function readTlsWish(
  values: Readonly<Record<string, string>>,
  on: ReadonlySet<string>,
  secure: boolean,
): TlsWish | string | null {
  const { '--cafile': cafile = null, '--tls-version': version = 'tlsv1.3' } = values;
  const [certificate, key] = [values['--cert'], values['--key']];
  if ((certificate === undefined) !== (key === undefined)) {
    return 'Error: Both certfile and keyfile must be provided if one of them is set.\nHINT';
  }
  if (certificate !== undefined) {
    return 'Error: a certificate of the client (--cert, --key) is not in this simulation\n';
  }
  const wanted = cafile !== null || on.has('--tls-use-os-certs') || secure;
  if (!wanted && values['-p'] !== '8883') return null;
  if (!/^tlsv1\.[123]$/.test(version)) {
    return 'Error: Problem setting TLS options, check the options are valid.\n';
  }
  // The version is the lowest that is taken.
  const versions: readonly TlsVersion[] =
    version === 'tlsv1.3' && values['--tls-version'] !== undefined ? ['1.3'] : ['1.2', '1.3'];
  return { cafile, insecure: on.has('--insecure'), versions };
}

type Address = { values: Record<string, string>; topic: string; secure: boolean };

/** `mqtts://user:password@host:port/topic` of -L; a complaint where it is none. */
export function parseAddress(url: string): Address | string {
  const parts = /^mqtt(s?):\/\/(?:([^@/:]*)(?::([^@/]*))?@)?([^/:]*)(?::(\d+))?(?:\/(.*))?$/.exec(
    url,
  );
  if (!parts) return 'Error: unsupported URL scheme.\n\n';
  const [, s = '', user, password, host = '', port, topic = ''] = parts;
  if (topic === '') return 'Error: Invalid URL for -L argument specified - topic missing.\n';
  const values = {
    '-h': host,
    ...(user === undefined ? {} : { '-u': user }),
    ...(password === undefined ? {} : { '-P': password }),
    ...(port === undefined ? {} : { '-p': port }),
  };
  return { values, topic, secure: s !== '' };
}

/** Whether the file of authorities can be used. */
export function* hasAuthorities({ cafile }: TlsWish): Routine<boolean> {
  return cafile === null || (yield* readCertificateFile(cafile)).ok;
}

/** Shakes hands; false where that failed, of which `debug` tells more. */
export function* startTls(
  inbox: Inbox,
  { cafile, insecure, versions }: TlsWish,
  host: string,
  debug: boolean,
): Routine<boolean> {
  const given = cafile === null ? null : yield* readCertificateFile(cafile);
  const roots = given ? (given.ok ? given.value : []) : yield* readTrustStore();
  const now = yield* sys.now();
  const tls = createTlsClient({
    ...{ serverName: host, alpn: [], versions, ticket: true, padded: false, roots, strict: true },
    ...{ expected: insecure ? null : host, seed: yield* randomSeed() },
    now: now.ok ? now.value : 0,
  });
  const open = yield* secureInbox(inbox, tls);
  if (!open && debug && tls.failure) {
    const { digits, reason } = tls.failure;
    yield* print(`OpenSSL Error[0]: error:${digits}:SSL routines::${reason}\n`);
  }
  return open;
}
