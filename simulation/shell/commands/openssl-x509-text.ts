/** A certificate in words, as `openssl x509 -text` prints it. */

import { formatHex } from '../../program/secret/md5';
import { bytesOfNumber } from '../../program/tls/big-number';
import {
  ALT_NAMES,
  AUTHORITY_KEY,
  altNamesOf,
  type Certificate,
  CONSTRAINTS,
  type Extension,
  SHA256_RSA,
  SUBJECT_KEY,
} from '../../program/tls/certificate';
import { formatCertificateDate } from '../../program/tls/date-text';
import { childrenOf, decodeDer } from '../../program/tls/der';
import { formatName } from '../../program/tls/name';

/** `0a:f1` of bytes. */
export function formatColons(bytes: string): string {
  return (formatHex(bytes).match(/../g) ?? []).join(':');
}

/** Colon-separated bytes in lines of `width`, each after `indent`. */
function formatBlock(bytes: string, width: number, indent: number): string {
  const pairs = formatHex(bytes).match(/../g) ?? [];
  const lines: string[] = [];
  for (let at = 0; at < pairs.length; at += width) {
    const end = at + width < pairs.length ? ':' : '';
    lines.push(`${' '.repeat(indent)}${pairs.slice(at, at + width).join(':')}${end}\n`);
  }
  return lines.join('');
}

const usages = [
  'Digital Signature',
  'Non Repudiation',
  'Key Encipherment',
  'Data Encipherment',
  'Key Agreement',
  'Certificate Sign',
  'CRL Sign',
  'Encipher Only',
  'Decipher Only',
];

type Words = { short: string; name: string; text: (value: string, of: Certificate) => string };
const extensions: Readonly<Record<string, Words>> = {
  [CONSTRAINTS]: {
    short: 'basicConstraints',
    name: 'X509v3 Basic Constraints',
    text: (value) => {
      const [first, second] = childrenOf(decodeDer(value)) ?? [];
      const path = second ? `, pathlen:${second.body.charCodeAt(0)}` : '';
      return `CA:${first?.body === '\xff' ? 'TRUE' : 'FALSE'}${path}`;
    },
  },
  [ALT_NAMES]: {
    short: 'subjectAltName',
    name: 'X509v3 Subject Alternative Name',
    text: (_, certificate) =>
      altNamesOf(certificate)
        .map(({ kind, value }) => `${kind === 'IP' ? 'IP Address' : kind}:${value}`)
        .join(', '),
  },
  [SUBJECT_KEY]: {
    short: 'subjectKeyIdentifier',
    name: 'X509v3 Subject Key Identifier',
    text: (value) => formatColons(decodeDer(value)?.body ?? '').toUpperCase(),
  },
  [AUTHORITY_KEY]: {
    short: 'authorityKeyIdentifier',
    name: 'X509v3 Authority Key Identifier',
    text: (value) => {
      const id = childrenOf(decodeDer(value))?.find(({ tag }) => tag === 0x80);
      return formatColons(id?.body ?? '').toUpperCase();
    },
  },
  '2.5.29.15': {
    short: 'keyUsage',
    name: 'X509v3 Key Usage',
    text: (value) => {
      const bits = (decodeDer(value)?.body ?? '').slice(1);
      const set = (at: number) =>
        ((bits.charCodeAt(Math.floor(at / 8)) || 0) & (0x80 >> (at % 8))) !== 0;
      return usages.filter((_, at) => set(at)).join(', ');
    },
  },
};

/** The extensions that `names` asks for (null: all) with their values, indented by `indent`. */
export function formatExtensions(
  certificate: Certificate,
  names: readonly string[] | null,
  indent: number,
): string {
  const margin = ' '.repeat(indent);
  const shown = certificate.extensions.filter(
    ({ object }) => names === null || names.includes(extensions[object]?.short ?? object),
  );
  return shown.map((one) => formatExtension(certificate, one, margin)).join('');
}

function formatExtension(certificate: Certificate, one: Extension, margin: string): string {
  const words = extensions[one.object];
  const critical = one.critical ? 'critical' : '';
  const value = words ? words.text(one.value, certificate) : formatColons(one.value);
  return `${margin}${words?.name ?? one.object}: ${critical}\n${margin}    ${value}\n`;
}

export function formatCertificateText(certificate: Certificate): string {
  const { version, serial, issuer, subject, notBefore, notAfter, key, algorithm } = certificate;
  const signed = algorithm === SHA256_RSA ? 'sha256WithRSAEncryption' : algorithm;
  const modulus = key ? bytesOfNumber(key.modulus) : '';
  const lead = modulus.charCodeAt(0) >= 0x80 ? '\0' : '';
  const keyLines = key
    ? `            Public Key Algorithm: rsaEncryption\n` +
      `                Public-Key: (${key.modulus.toString(2).length} bit)\n` +
      `                Modulus:\n${formatBlock(lead + modulus, 15, 20)}` +
      `                Exponent: ${key.exponent} (0x${key.exponent.toString(16)})\n`
    : `            Public Key Algorithm: ${certificate.keyType}\n`;
  const more = formatExtensions(certificate, null, 12);
  return (
    `Certificate:\n    Data:\n        Version: ${version} (0x${version - 1})\n` +
    `        Serial Number:\n            ${formatColons(serial)}\n` +
    `        Signature Algorithm: ${signed}\n` +
    `        Issuer: ${formatName(issuer)}\n        Validity\n` +
    `            Not Before: ${formatCertificateDate(notBefore)}\n` +
    `            Not After : ${formatCertificateDate(notAfter)}\n` +
    `        Subject: ${formatName(subject)}\n        Subject Public Key Info:\n${keyLines}` +
    `${more === '' ? '' : `        X509v3 extensions:\n${more}`}` +
    `    Signature Algorithm: ${signed}\n    Signature Value:\n` +
    formatBlock(certificate.signature, 18, 8)
  );
}
