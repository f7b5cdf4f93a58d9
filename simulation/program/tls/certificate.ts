/** X.509 certificates (RFC 5280): read from their bytes, and made. */
import { formatAddressBytes } from './address-bytes';
import { bytesOfNumber, numberOfBytes } from './big-number';
import {
  BIT_STRING,
  childrenOf,
  type DerNode,
  decodeDer,
  decodeObject,
  encodeDer,
  encodeObject,
  INTEGER,
  LONG_TIME,
  NULL,
  OCTET_STRING,
  SEQUENCE,
  UTC_TIME,
} from './der';
import { createName, type Name, readName } from './name';
import { parsePem } from './pem';
import { type RsaPrivate, type RsaPublic, signRsa } from './rsa';

export const SHA256_RSA = '1.2.840.113549.1.1.11';
export const RSA_KEY = '1.2.840.113549.1.1.1';
export const SUBJECT_KEY = '2.5.29.14';
export const ALT_NAMES = '2.5.29.17';
export const CONSTRAINTS = '2.5.29.19';
export const AUTHORITY_KEY = '2.5.29.35';

export type Extension = { object: string; critical: boolean; value: string };
export type AltName = { kind: 'DNS' | 'IP'; value: string };
export type Certificate = {
  der: string;
  /** The part that is signed. */
  signed: string;
  version: number;
  serial: string;
  issuer: Name;
  subject: Name;
  /** Unix time in ms. */
  notBefore: number;
  notAfter: number;
  /** The key's algorithm; the key itself where it is RSA's. */
  keyType: string;
  key: RsaPublic | null;
  extensions: readonly Extension[];
  algorithm: string;
  signature: string;
};

/** UTCTime and GeneralizedTime (section 4.1.2.5); null where it is neither. */
function readTime({ tag, body }: DerNode): number | null {
  const digits = /^\d{12}Z$/.test(body) && tag === UTC_TIME ? body : null;
  const year = digits ? Number(digits.slice(0, 2)) : 0;
  const full = digits
    ? `${year < 50 ? 20 : 19}${digits}`
    : /^\d{14}Z$/.test(body) && tag === LONG_TIME
      ? body
      : null;
  const [, ...fields] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(full ?? '') ?? [];
  const [years = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = fields.map(Number);
  return fields.length === 6 ? Date.UTC(years, month - 1, day, hour, minute, second) : null;
}

function encodeTime(ms: number): string {
  const digits = `${new Date(ms).toISOString().slice(0, 19).replace(/\D/g, '')}Z`;
  const short = digits < '2050';
  return encodeDer(short ? UTC_TIME : LONG_TIME, short ? digits.slice(2) : digits);
}

function readKey(info: DerNode): { keyType: string; key: RsaPublic | null } | null {
  const [algorithm, bits] = childrenOf(info) ?? [];
  const [object] = childrenOf(algorithm) ?? [];
  if (!object || !bits) return null;
  const keyType = decodeObject(object.body);
  if (keyType !== RSA_KEY) return { keyType, key: null };
  const [modulus, exponent] = childrenOf(decodeDer(bits.body, 1)) ?? [];
  if (!modulus || !exponent) return null;
  const key = { modulus: numberOfBytes(modulus.body), exponent: numberOfBytes(exponent.body) };
  return { keyType, key: key.modulus > 0n ? key : null };
}

function readExtensions(list: DerNode | undefined): Extension[] {
  const rows = childrenOf(decodeDer(list?.body ?? '')) ?? [];
  return rows.flatMap((row) => {
    const nodes = childrenOf(row) ?? [];
    const [object, value] = [nodes[0], nodes.at(-1)];
    if (!object || !value || nodes.length < 2) return [];
    return [{ object: decodeObject(object.body), critical: nodes.length > 2, value: value.body }];
  });
}

/** The certificate in `der`, or null where it is none. */
export function readCertificate(der: string): Certificate | null {
  const outer = decodeDer(der);
  const [signed, algorithm, signature] = childrenOf(outer) ?? [];
  const fields = childrenOf(signed) ?? [];
  const versioned = fields[0]?.tag === 0xa0;
  const [serial, , issuer, validity, subject, info, ...rest] = versioned ? fields.slice(1) : fields;
  const [from, to] = childrenOf(validity) ?? [];
  const [object] = childrenOf(algorithm) ?? [];
  if (!outer || !signed || !signature || !serial || !issuer || !subject || !info) return null;
  const notBefore = from && readTime(from);
  const notAfter = to && readTime(to);
  const key = readKey(info);
  if (notBefore == null || notAfter == null || !object || !key) return null;
  return {
    ...{ der: outer.whole, signed: signed.whole, serial: serial.body },
    version: versioned ? (fields[0]?.body.charCodeAt(2) || 0) + 1 : 1,
    ...{ issuer: readName(issuer), subject: readName(subject), notBefore, notAfter, ...key },
    extensions: readExtensions(rest.find(({ tag }) => tag === 0xa3)),
    ...{ algorithm: decodeObject(object.body), signature: signature.body.slice(1) },
  };
}

/** The certificates of a PEM file in their order. */
export function parseCertificates(text: string): Certificate[] {
  return parsePem(text)
    .filter(({ label }) => /^(X509 |TRUSTED )?CERTIFICATE$/.test(label))
    .flatMap(({ bytes }) => readCertificate(bytes) ?? []);
}

export function extensionOf({ extensions }: Certificate, object: string): string | null {
  return extensions.find((one) => one.object === object)?.value ?? null;
}

/** subjectAltName (section 4.2.1.6): names and addresses; other kinds are passed over. */
export function altNamesOf(certificate: Certificate): AltName[] {
  const nodes = childrenOf(decodeDer(extensionOf(certificate, ALT_NAMES) ?? '')) ?? [];
  return nodes.flatMap(({ tag, body }): AltName[] => {
    if (tag === 0x82) return [{ kind: 'DNS', value: body }];
    return tag === 0x87 ? [{ kind: 'IP', value: formatAddressBytes(body) }] : [];
  });
}

/** Whether it may sign others (section 4.2.1.9); a version 1 certificate that signs itself may. */
export function mayIssue(certificate: Certificate): boolean {
  const value = extensionOf(certificate, CONSTRAINTS);
  if (value === null) {
    return certificate.version === 1 && certificate.subject.der === certificate.issuer.der;
  }
  return childrenOf(decodeDer(value))?.[0]?.body === '\xff';
}

/** A whole number, with a zero before a first bit that would make it negative. */
export function encodeInteger(value: bigint): string {
  const bytes = bytesOfNumber(value);
  return encodeDer(INTEGER, bytes.charCodeAt(0) >= 0x80 ? `\0${bytes}` : bytes);
}

/** RSAPublicKey (RFC 8017, appendix A.1.1). */
export function encodePublicKey({ modulus, exponent }: RsaPublic): string {
  return encodeDer(SEQUENCE, encodeInteger(modulus), encodeInteger(exponent));
}

export type CertificateRequest = {
  serial: bigint;
  subject: Name['parts'];
  notBefore: number;
  notAfter: number;
  key: RsaPublic;
  extensions: readonly Extension[];
  issuer: { name: Name['parts']; key: RsaPrivate };
};

/** A certificate that `issuer` has signed, as its bytes. */
export function createCertificate(request: CertificateRequest): string {
  const algorithm = encodeDer(SEQUENCE, encodeObject(SHA256_RSA), NULL);
  const rows = request.extensions.map(({ object, critical, value }) =>
    encodeDer(
      SEQUENCE,
      encodeObject(object),
      critical ? encodeDer(0x01, '\xff') : '',
      encodeDer(OCTET_STRING, value),
    ),
  );
  const signed = encodeDer(
    SEQUENCE,
    encodeDer(0xa0, encodeDer(INTEGER, '\x02')),
    encodeInteger(request.serial),
    algorithm,
    createName(request.issuer.name).der,
    encodeDer(SEQUENCE, encodeTime(request.notBefore), encodeTime(request.notAfter)),
    createName(request.subject).der,
    encodeDer(
      SEQUENCE,
      encodeDer(SEQUENCE, encodeObject(RSA_KEY), NULL),
      encodeDer(BIT_STRING, `\0${encodePublicKey(request.key)}`),
    ),
    rows.length === 0 ? '' : encodeDer(0xa3, encodeDer(SEQUENCE, ...rows)),
  );
  const signature = encodeDer(BIT_STRING, `\0${signRsa(request.issuer.key, signed)}`);
  return encodeDer(SEQUENCE, signed, algorithm, signature);
}
