/** `openssl req -x509`: makes a key, and a certificate that the key itself has signed. */

import { encodeText } from '../../host/bytes';
import { formatErrno } from '../../host/error-text';
import type { ProgramContext, Routine } from '../../host/program';
import { print, printError, sys, writeFile } from '../../host/system';
import { sha1 } from '../../program/secret/sha1';
import { sha256 } from '../../program/secret/sha256';
import { packAddress } from '../../program/tls/address-bytes';
import { numberOfBytes } from '../../program/tls/big-number';
import {
  ALT_NAMES,
  AUTHORITY_KEY,
  CONSTRAINTS,
  createCertificate,
  type Extension,
  encodePublicKey,
  SUBJECT_KEY,
} from '../../program/tls/certificate';
import { encodeDer, OCTET_STRING, SEQUENCE } from '../../program/tls/der';
import { isNameType, type Name } from '../../program/tls/name';
import { formatPem } from '../../program/tls/pem';
import { formatPrivateKey } from '../../program/tls/private-key';
import { generateRsa } from '../../program/tls/rsa';
import { randomSeed } from '../../program/tls/seed';
import { errorLine, readOpensslOptions } from './openssl-options';

const DAY = 86_400_000;

/** `/C=XX/CN=shop.example`; a backslash takes its meaning from the next character. */
function parseSubject(text: string): Name['parts'] | null {
  if (!text.startsWith('/')) return null;
  const parts = text.slice(1).match(/(?:\\[^]|[^/\\])+/g) ?? [];
  return parts.flatMap((part) => {
    const [, type = '', value = ''] = /^([^=]+)=([^]*)$/.exec(part) ?? [];
    return type === '' ? [] : [{ type, value: value.replace(/\\([^])/g, '$1') }];
  });
}

/** `DNS:shop.example,IP:192.168.1.20` as the value of subjectAltName; null where it is wrong. */
function encodeAltNames(text: string): string | null {
  const names = text.split(',').map((item) => {
    const [, kind = '', value = ''] = /^\s*(DNS|IP|email|URI):(.*?)\s*$/.exec(item) ?? [];
    if (kind === 'IP') {
      const bytes = packAddress(value);
      return bytes === null ? null : encodeDer(0x87, bytes);
    }
    const tag = { DNS: 0x82, email: 0x81, URI: 0x86 }[kind];
    return tag === undefined ? null : encodeDer(tag, encodeText(value));
  });
  return names.includes(null) ? null : encodeDer(SEQUENCE, names.join(''));
}

/** The dots that pass while primes are looked for. */
function progress(seed: string, round: number): string {
  const marks = [...sha256(`${seed}dots${round}`)].map((byte) => byte.charCodeAt(0));
  const dots = (from: number, to: number) =>
    marks
      .slice(from, to)
      .map((mark) => (mark % 4 === 0 ? '+' : '.'))
      .join('');
  const found = `${'+'.repeat(65)}*`;
  return `${dots(0, 12)}${found}${dots(12, 30)}${found}${dots(30, 32)}++++++\n`;
}

export function* runReq(context: ProgramContext, args: readonly string[]): Routine<number> {
  const options = yield* readOpensslOptions(args, {
    name: 'req',
    flags: ['x509', 'nodes', 'noenc'],
    values: ['newkey', 'keyout', 'out', 'days', 'subj', 'addext'],
    idle: ['new', 'batch', 'sha256'],
    refused: [
      'key',
      'in',
      'config',
      'extensions',
      'passout',
      'CA',
      'CAkey',
      'text',
      'noout',
      'verify',
    ],
    unknown: 'Unknown option or message digest: ',
  });
  if (!options) return 1;
  const days = options.get('days') ?? '30';
  if (!/^\d{1,6}$/.test(days)) {
    yield* printError(`req: Can't parse "${days}" as a number\nreq: Use -help for summary.\n`);
    return 1;
  }
  const refuse = function* (what: string): Routine<number> {
    yield* printError(`req: ${what} in this simulation\n`);
    return 1;
  };
  if (!options.has('x509'))
    return yield* refuse('only certificates that sign themselves (-x509) are');
  const kind = options.get('newkey') ?? 'rsa:2048';
  const bits = Number(/^rsa(?::(\d{1,5}))?$/.exec(kind)?.[1] ?? (kind === 'rsa' ? 2048 : 0));
  if (bits === 0) return yield* refuse(`a new key of "${kind}" is not`);
  if (bits !== 2048 && bits !== 3072 && bits !== 4096) {
    return yield* refuse('RSA keys of 2048, 3072 and 4096 bits are the ones');
  }
  const subject = options.get('subj');
  if (subject === undefined) return yield* refuse('the subject must be given with -subj');
  if (!options.has('nodes') && !options.has('noenc')) {
    return yield* refuse('keys are kept without a password (-nodes), others are not');
  }
  const seed = yield* randomSeed();
  const key = generateRsa(bits, seed);
  yield* printError(`${progress(seed, 0)}${progress(seed, 1)}-----\n`);
  const keyOut = options.get('keyout') ?? 'privkey.pem';
  const keyKept = yield* writeFile(keyOut, formatPrivateKey(key));
  if (!keyKept.ok) {
    const why = formatErrno(keyKept.errno);
    yield* printError(`req: Can't open "${keyOut}" for writing, ${why}\n`);
    return 1;
  }
  const parts = parseSubject(subject);
  if (!parts) {
    yield* printError(
      'req: subject name is expected to be in the format /type0=value0/type1=value1/type2=... ' +
        `where characters may be escaped by \\. This name is not in that format: '${subject}'\n`,
    );
    return 1;
  }
  for (const { type } of parts.filter((part) => !isNameType(part.type))) {
    yield* printError(`req warning: Skipping unknown subject name attribute "${type}"\n`);
  }
  const name = parts.filter(({ type, value }) => isNameType(type) && value !== '');
  const id = sha1(encodePublicKey(key));
  const extensions: Extension[] = [
    { object: SUBJECT_KEY, critical: false, value: encodeDer(OCTET_STRING, id) },
    { object: AUTHORITY_KEY, critical: false, value: encodeDer(SEQUENCE, encodeDer(0x80, id)) },
    { object: CONSTRAINTS, critical: true, value: encodeDer(SEQUENCE, encodeDer(1, '\xff')) },
  ];
  for (const given of options.all('addext')) {
    const [, word = '', value = ''] = /^\s*([^=\s]+)\s*=\s*(.*)$/.exec(given) ?? [];
    const encoded = word === 'subjectAltName' ? encodeAltNames(value) : null;
    if (encoded === null) return yield* refuseExtension(context, word, value);
    extensions.push({ object: ALT_NAMES, critical: false, value: encoded });
  }
  const now = yield* sys.now();
  const notBefore = Math.floor((now.ok ? now.value : 0) / 1000) * 1000;
  const der = createCertificate({
    // Twenty bytes, the first bit clear.
    serial: numberOfBytes(`\x1f${sha256(`${seed}serial`).slice(0, 19)}`),
    ...{ subject: name, notBefore, notAfter: notBefore + Number(days) * DAY },
    ...{ key, extensions, issuer: { name, key } },
  });
  const pem = formatPem({ label: 'CERTIFICATE', bytes: der });
  const out = options.get('out');
  if (out === undefined) {
    yield* print(pem);
    return 0;
  }
  const kept = yield* writeFile(out, pem);
  if (kept.ok) return 0;
  yield* printError(`req: Can't open "${out}" for writing, ${formatErrno(kept.errno)}\n`);
  return 1;
}

function* refuseExtension(context: ProgramContext, word: string, value: string): Routine<number> {
  yield* printError('Error checking extensions defined using -addext\n');
  if (/^(keyUsage|extendedKeyUsage|basicConstraints|certificatePolicies)$/.test(word)) {
    yield* printError(`req: of extensions, only subjectAltName is in this simulation\n`);
    return 1;
  }
  const reason = word === 'subjectAltName' ? 'bad value' : 'unknown extension name';
  yield* printError(
    errorLine(
      context,
      '11000082',
      `X509 V3 routines:do_ext_nconf:${reason}:../crypto/x509/v3_conf.c:88:`,
    ) +
      errorLine(
        context,
        '11000080',
        `X509 V3 routines:X509V3_EXT_nconf_int:error in extension:../crypto/x509/v3_conf.c:48:section=default, name=${word}, value=${value}`,
      ),
  );
  return 1;
}
