/** Certificates and keys: read with the configuration, by root, and chosen by the name asked for. */
import type { Routine } from '../../host/program';
import { readFile } from '../../host/system';
import type { Errno } from '../../host/system-call';
import { parseCertificates } from '../tls/certificate';
import { parsePrivateKey } from '../tls/private-key';
import type { TlsVersion } from '../tls/record';
import type { Credentials } from '../tls/tls-server';
import type { Block, Reading } from './block';
import { chooseServer } from './choose';
import type { NginxConfig, Scope } from './config';
import { ConfigFault, faultAt } from './config-words';

const pathOf = (path: string) => (path.startsWith('/') ? path : `/etc/nginx/${path}`);

function openFailure(path: string, errno: Errno): string {
  const reasons =
    errno === 'EACCES'
      ? ['8000000D:system library::Permission denied', '10080002:BIO routines::system lib']
      : [
          '80000002:system library::No such file or directory',
          '10000080:BIO routines::no such file',
        ];
  return (
    'BIO_new_file() failed ' +
    `(SSL: error:${reasons[0]}:calling fopen(${path}, r) error:${reasons[1]})`
  );
}

const noCertificate =
  'PEM_read_bio_X509_AUX() failed ' +
  '(SSL: error:0480006C:PEM routines::no start line:Expecting: TRUSTED CERTIFICATE)';
const noKey =
  'PEM_read_bio_PrivateKey() failed ' +
  '(SSL: error:1E08010C:DECODER routines::unsupported:No supported data to decode. Input type: PEM)';

/** Reads what a listening server with TLS must name, with ngx_ssl_certificate's complaints. */
export function* readCertificates(
  reading: Reading,
  block: Block,
  values: Scope['values'],
): Routine {
  if (!block.listens.some(({ ssl }) => ssl)) return;
  const [certificate] = values.ssl_certificate ?? [];
  const [key] = values.ssl_certificate_key ?? [];
  if (certificate === undefined) {
    const text = 'no "ssl_certificate" is defined for the "listen ... ssl" directive';
    throw faultAt(block.place, text);
  }
  if (key === undefined) {
    throw new ConfigFault(`no "ssl_certificate_key" is defined for certificate "${certificate}"`);
  }
  const texts: string[] = [];
  for (const [what, path, good, complaint] of [
    ['certificate', pathOf(certificate), isCertificate, noCertificate],
    ['certificate key', pathOf(key), isKey, noKey],
  ] as const) {
    const text = yield* readFile(path);
    const wrong = !text.ok ? openFailure(path, text.errno) : good(text.value) ? null : complaint;
    if (wrong !== null) throw new ConfigFault(`cannot load ${what} "${path}": ${wrong}`);
    if (text.ok) {
      texts.push(text.value);
      reading.pems[path] = text.value;
    }
  }
  const [leaf] = parseCertificates(texts[0] ?? '');
  if (leaf?.key?.modulus === parsePrivateKey(texts[1] ?? '')?.modulus) return;
  throw new ConfigFault(
    `SSL_CTX_use_PrivateKey("${pathOf(key)}") failed ` +
      '(SSL: error:05800074:x509 certificate routines::key values mismatch)',
  );
}

const isCertificate = (text: string) => parseCertificates(text).length > 0;
const isKey = (text: string) => parsePrivateKey(text) !== null;

/** What the server of `name` on this endpoint shows. */
export function credentialsFor(
  { servers, pems }: NginxConfig,
  local: { addr: string; port: number },
  name: string | null,
): Credentials | null {
  const server = chooseServer(servers, local.addr, local.port, (name ?? '').toLowerCase());
  const [certificate = ''] = server?.scope.values.ssl_certificate ?? [];
  const [path = ''] = server?.scope.values.ssl_certificate_key ?? [];
  const key = parsePrivateKey(pems[pathOf(path)] ?? '');
  const chain = parseCertificates(pems[pathOf(certificate)] ?? '').map(({ der }) => der);
  return key && chain.length > 0 ? { chain, key } : null;
}

/** `ssl_protocols`; nginx 1.22 leaves TLS 1.3 out where nothing is said. */
export function versionsOf(scope: Scope): TlsVersion[] {
  const words = scope.values.ssl_protocols ?? ['TLSv1.2'];
  return (['1.2', '1.3'] as const).filter((version) => words.includes(`TLSv${version}`));
}
