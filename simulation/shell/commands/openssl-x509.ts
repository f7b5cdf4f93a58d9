/** `openssl x509` and `openssl verify`: what a certificate says, and whether it is believed. */
import type { ProgramContext, Routine } from '../../host/program';
import { print, printError, readAllText, readFile, sys, writeFile } from '../../host/system';
import { formatHex } from '../../program/secret/md5';
import { sha1 } from '../../program/secret/sha1';
import { sha256 } from '../../program/secret/sha256';
import { type Certificate, parseCertificates } from '../../program/tls/certificate';
import { formatCertificateDate } from '../../program/tls/date-text';
import { formatName } from '../../program/tls/name';
import { formatPem } from '../../program/tls/pem';
import { readCertificateFile, readTrustStore } from '../../program/tls/trust-store';
import { formatVerifyCode, matchHost, verifyChain } from '../../program/tls/verify-chain';
import { errorLine, type OpensslOptions, readOpensslOptions } from './openssl-options';
import { formatCertificateText, formatColons, formatExtensions } from './openssl-x509-text';

/** The certificates of a file, or of what is typed; null once the complaint is printed. */
function* load(
  context: ProgramContext,
  path: string | undefined,
  what: string,
): Routine<Certificate[] | null> {
  const text = path === undefined ? yield* readAllText(0) : yield* readFile(path);
  if (!text.ok) {
    const why =
      text.errno === 'EACCES' ? ['D', 'Permission denied'] : ['2', 'No such file or directory'];
    yield* printError(
      `Could not open file or uri for loading ${what} from ${path}\n` +
        errorLine(
          context,
          '16000069',
          'STORE routines:ossl_store_get0_loader_int:unregistered scheme:../crypto/store/store_register.c:237:scheme=file',
        ) +
        errorLine(
          context,
          `8000000${why[0]}`,
          `system library:file_open:${why[1]}:../providers/implementations/storemgmt/file_store.c:266:calling stat(${path})`,
        ) +
        `Unable to load ${what}\n`,
    );
    return null;
  }
  const found = parseCertificates(text.value);
  if (found.length > 0) return found;
  yield* printError(
    `Could not read ${what} from ${path ?? '<stdin>'}\n` +
      errorLine(
        context,
        '1608010C',
        'STORE routines:ossl_store_handle_load_result:unsupported:../crypto/store/store_result.c:149:',
      ) +
      `Unable to load ${what}\n`,
  );
  return null;
}

export function* runX509(context: ProgramContext, args: readonly string[]): Routine<number> {
  const options = yield* readOpensslOptions(args, {
    name: 'x509',
    flags: [
      ...['noout', 'subject', 'issuer', 'dates', 'startdate', 'enddate', 'serial', 'text'],
      ...['fingerprint', 'sha256', 'sha1'],
    ],
    values: ['in', 'out', 'ext', 'checkend', 'checkhost', 'checkip', 'inform', 'nameopt', 'days'],
    refused: [
      'req',
      'CA',
      'signkey',
      'key',
      'pubkey',
      'modulus',
      'purpose',
      'subject_hash',
      'hash',
    ],
    // OpenSSL 3.0 takes any other word for the name of a digest.
    unknown: null,
  });
  if (!options) return 1;
  const found = yield* load(context, options.get('in'), 'certificate');
  const [certificate] = found ?? [];
  if (!certificate) return 1;
  const now = yield* sys.now();
  const { text, status } = describe(certificate, args, options, now.ok ? now.value : 0);
  const pem = options.has('noout')
    ? ''
    : formatPem({ label: 'CERTIFICATE', bytes: certificate.der });
  const out = options.get('out');
  if (out === undefined) yield* print(text + pem);
  else yield* writeFile(out, text + pem);
  return status;
}

/** What is asked for, in the order in which it is asked for. */
function describe(
  certificate: Certificate,
  args: readonly string[],
  options: OpensslOptions,
  now: number,
): { text: string; status: number } {
  const from = `notBefore=${formatCertificateDate(certificate.notBefore)}\n`;
  const to = `notAfter=${formatCertificateDate(certificate.notAfter)}\n`;
  const long = options.has('sha256');
  const digest = long ? sha256(certificate.der) : sha1(certificate.der);
  const rows: Readonly<Record<string, string>> = {
    '-subject': `subject=${formatName(certificate.subject)}\n`,
    '-issuer': `issuer=${formatName(certificate.issuer)}\n`,
    '-serial': `serial=${formatHex(certificate.serial.replace(/^\0(?=.)/s, '')).toUpperCase()}\n`,
    '-dates': from + to,
    '-startdate': from,
    '-enddate': to,
    '-fingerprint': `${long ? 'sha256' : 'SHA1'} Fingerprint=${formatColons(digest).toUpperCase()}\n`,
    '-text': formatCertificateText(certificate),
  };
  let text = args.map((arg) => (Object.hasOwn(rows, arg) ? rows[arg] : '')).join('');
  const names = options.get('ext');
  if (names !== undefined) {
    const shown = formatExtensions(certificate, names.split(/[\s,]+/), 0);
    text += shown === '' ? 'No extensions in certificate\n' : shown;
  }
  let status = 0;
  const seconds = options.get('checkend');
  if (seconds !== undefined) {
    const ends = certificate.notAfter < now + (Number(seconds) || 0) * 1000;
    text += `Certificate will ${ends ? '' : 'not '}expire\n`;
    status = ends ? 1 : 0;
  }
  for (const [name, label] of [
    ['checkhost', 'Hostname'],
    ['checkip', 'IP'],
  ] as const) {
    const host = options.get(name);
    if (host === undefined) continue;
    const fits = matchHost(certificate, host) !== null;
    text += `${label} ${host} does ${fits ? '' : 'NOT '}match certificate\n`;
  }
  return { text, status };
}

/**
 * The authorities of -CAfile or of the host, and with `both` of both, as `verify` takes them; null
 * once the complaint is printed.
 */
export function* readAuthorities(
  context: ProgramContext,
  file: string | undefined,
  both: boolean,
): Routine<Certificate[] | null> {
  if (file === undefined) return yield* readTrustStore();
  const given = yield* readCertificateFile(file);
  if (given.ok) return [...given.value, ...(both ? yield* readTrustStore(false) : [])];
  if (given.errno !== 'EINVAL') {
    const line = (code: string, place: string) => errorLine(context, code, place);
    yield* printError(
      line(
        '80000002',
        `system library:BIO_new_file:No such file or directory:../crypto/bio/bss_file.c:67:calling fopen(${file}, r)`,
      ) +
        line('10000080', 'BIO routines:BIO_new_file:no such file:../crypto/bio/bss_file.c:75:') +
        line(
          '05880002',
          'x509 certificate routines:X509_load_cert_crl_file_ex:system lib:../crypto/x509/by_file.c:229:',
        ),
    );
    return null;
  }
  const place =
    'x509 certificate routines:X509_load_cert_crl_file_ex:no certificate or crl found:../crypto/x509/by_file.c:253:';
  yield* printError(errorLine(context, '05800088', place));
  return null;
}

export function* runVerify(context: ProgramContext, args: readonly string[]): Routine<number> {
  const options = yield* readOpensslOptions(args, {
    name: 'verify',
    flags: ['show_chain'],
    values: ['CAfile', 'untrusted', 'verify_hostname'],
    refused: ['CApath', 'trusted', 'purpose', 'crl_check', 'partial_chain', 'attime'],
    unknown: 'Unknown option: ',
  });
  if (!options) return 1;
  const roots = yield* readAuthorities(context, options.get('CAfile'), true);
  if (!roots) return 1;
  const between = options.get('untrusted');
  const others =
    between === undefined ? [] : yield* load(context, between, 'untrusted certificates');
  if (!others) return 1;
  const now = yield* sys.now();
  let status = 0;
  for (const path of options.operands) {
    const [leaf] = (yield* load(context, path, 'certificate file')) ?? [];
    if (!leaf) {
      status = 2;
      continue;
    }
    const { looks } = verifyChain(
      [leaf, ...others],
      roots,
      now.ok ? now.value : 0,
      options.get('verify_hostname') ?? null,
    );
    const wrong = looks.find(({ code }) => code !== 0);
    if (!wrong) {
      yield* print(`${path}: OK\n`);
      continue;
    }
    status = 2;
    yield* printError(
      `${formatName(wrong.certificate.subject)}\n` +
        `error ${wrong.code} at ${wrong.depth} depth lookup: ${formatVerifyCode(wrong.code)}\n` +
        `error ${path}: verification failed\n`,
    );
  }
  return status;
}
