/** Whether a certificate is to be believed: its chain, dates and names, in OpenSSL 3.0's order. */
import { isAddress6, normalizeAddress } from '../../packet/address';
import { packAddress } from './address-bytes';
import {
  ALT_NAMES,
  altNamesOf,
  type Certificate,
  extensionOf,
  mayIssue,
  SHA256_RSA,
} from './certificate';
import { childrenOf, decodeDer } from './der';
import { verifyRsa } from './rsa';

/** What X509_verify_cert_error_string says of the numbers that come up here. */
const texts: Readonly<Record<number, string>> = {
  0: 'ok',
  7: 'certificate signature failure',
  9: 'certificate is not yet valid',
  10: 'certificate has expired',
  18: 'self-signed certificate',
  19: 'self-signed certificate in certificate chain',
  20: 'unable to get local issuer certificate',
  21: 'unable to verify the first certificate',
  62: 'hostname mismatch',
  64: 'IP address mismatch',
  79: 'invalid CA certificate',
};

export function formatVerifyCode(code: number): string {
  return texts[code] ?? `error number ${code}`;
}

/** One look at one certificate; `code` is 0 where it is good. */
type Look = { depth: number; certificate: Certificate; code: number };
export type Verification = {
  /** From the server's own certificate upwards. */
  chain: readonly Certificate[];
  looks: readonly Look[];
};

/** The number of the first error, 0 where there is none. */
export function firstError({ looks }: Verification): number {
  return looks.find(({ code }) => code !== 0)?.code ?? 0;
}

/** The number that is left when a program goes on in spite of errors. */
export function lastError({ looks }: Verification): number {
  return looks.findLast(({ code }) => code !== 0)?.code ?? 0;
}

const namedAlike = (one: Certificate, issuer: Certificate) => one.issuer.der === issuer.subject.der;

/** `expected` is the name that the certificate must be of; null does not ask. */
export function verifyChain(
  presented: readonly Certificate[],
  roots: readonly Certificate[],
  now: number,
  expected: string | null = null,
): Verification {
  const [leaf, ...others] = presented;
  if (!leaf) return { chain: [], looks: [] };
  const chain = [leaf];
  const looks: Look[] = [];
  let trusted = roots.some(({ der }) => der === leaf.der) && namedAlike(leaf, leaf);
  for (let top = leaf; !namedAlike(top, top) && chain.length < 10; ) {
    const root = roots.find((one) => namedAlike(top, one));
    const next = root ?? others.find((one) => namedAlike(top, one) && !chain.includes(one));
    if (!next) break;
    chain.push(next);
    trusted = root !== undefined || roots.some(({ der }) => der === next.der);
    top = next;
  }
  const depth = chain.length - 1;
  const top = chain[depth] ?? leaf;
  const closed = namedAlike(top, top);
  if (!trusted || !closed) {
    const code = closed ? (depth === 0 ? 18 : 19) : 20;
    looks.push({ depth, certificate: top, code });
  }
  for (const [at, certificate] of chain.entries()) {
    if (at > 0 && !mayIssue(certificate)) looks.push({ depth: at, certificate, code: 79 });
  }
  if (expected !== null && matchHost(leaf, expected) === null) {
    const code = normalizeAddress(expected) === null ? 62 : 64;
    looks.push({ depth: 0, certificate: leaf, code });
  }
  if (!closed && depth === 0) looks.push({ depth: 0, certificate: leaf, code: 21 });
  for (let at = closed || depth === 0 ? depth : depth - 1; at >= 0; at -= 1) {
    const certificate = chain[at] ?? leaf;
    const issuer = chain[at + 1];
    const wrong =
      issuer && !(issuer.key && certificate.algorithm === SHA256_RSA)
        ? true
        : issuer?.key && !verifyRsa(issuer.key, certificate.signed, certificate.signature);
    if (wrong) looks.push({ depth: at, certificate, code: 7 });
    if (now < certificate.notBefore) looks.push({ depth: at, certificate, code: 9 });
    if (now > certificate.notAfter) looks.push({ depth: at, certificate, code: 10 });
    looks.push({ depth: at, certificate, code: 0 });
  }
  return { chain, looks };
}

/** A name of a certificate against the one that was dialled (RFC 9525, section 6.3). */
function matchName(pattern: string, host: string): boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('.');
  const labels = host.toLowerCase().replace(/\.$/, '').split('.');
  if (first !== '*') return pattern.toLowerCase() === labels.join('.');
  return rest.length > 1 && labels.length > 2 && labels.slice(1).join('.') === rest.join('.');
}

/**
 * What in the certificate fits `host`, a name or an address, or null. The common name counts only
 * where there is no subjectAltName, as for curl and OpenSSL; browsers pass it over in any case.
 */
export function matchHost(
  certificate: Certificate,
  host: string,
  common = true,
): { kind: 'DNS' | 'IP' | 'CN'; value: string } | null {
  const bytes = packAddress(host);
  if (bytes !== null) {
    const nodes = childrenOf(decodeDer(extensionOf(certificate, ALT_NAMES) ?? '')) ?? [];
    const found = nodes.some(({ tag, body }) => tag === 0x87 && body === bytes);
    if (found) return { kind: 'IP', value: host };
  }
  const names = altNamesOf(certificate);
  if (bytes === null && !isAddress6(host)) {
    const found = names.find(({ kind, value }) => kind === 'DNS' && matchName(value, host));
    if (found) return { kind: 'DNS', value: found.value };
  }
  if (!common || names.length > 0) return null;
  const name = certificate.subject.parts.findLast(({ type }) => type === 'CN')?.value;
  return name !== undefined && matchName(name, host) ? { kind: 'CN', value: name } : null;
}
