/** What `openssl s_client` tells of a connection once it stands. */
import { formatHex } from '../../program/secret/md5';
import type { Certificate } from '../../program/tls/certificate';
import { formatCertificateDate } from '../../program/tls/date-text';
import { formatName } from '../../program/tls/name';
import { formatPem } from '../../program/tls/pem';
import type { TlsClient } from '../../program/tls/tls-client';
import { formatVerifyCode, type Verification } from '../../program/tls/verify-chain';

const ciphers = { '1.2': 'ECDHE-RSA-AES256-GCM-SHA384', '1.3': 'TLS_AES_256_GCM_SHA384' };

function formatKey({ key, keyType }: Certificate): string {
  return key ? `rsaEncryption, ${key.modulus.toString(2).length} (bit)` : keyType;
}

function formatCertificatePem({ der }: Certificate): string {
  return formatPem({ label: 'CERTIFICATE', bytes: der });
}

function formatChain(presented: readonly Certificate[], show: boolean): string {
  const rows = presented.map(
    (one, at) =>
      ` ${at} s:${formatName(one.subject)}\n   i:${formatName(one.issuer)}\n` +
      `   a:PKEY: ${formatKey(one)}; sigalg: RSA-SHA256\n` +
      `   v:NotBefore: ${formatCertificateDate(one.notBefore)}; ` +
      `NotAfter: ${formatCertificateDate(one.notAfter)}\n` +
      (show ? formatCertificatePem(one) : ''),
  );
  return `---\nCertificate chain\n${rows.join('')}`;
}

function formatDump(bytes: string): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const part = bytes.slice(at, at + 16);
    const pairs = formatHex(part).match(/../g) ?? [];
    const left = `${pairs.slice(0, 8).join(' ')}${pairs.length > 8 ? '-' : ''}${pairs.slice(8).join(' ')}`;
    const text = part.replace(/[^\x20-\x7e]/g, '.');
    lines.push(`    ${at.toString(16).padStart(4, '0')} - ${left.padEnd(47)}   ${text}\n`);
  }
  return lines.join('');
}

/** A session's block: all of it by TLS 1.2, and each ticket's by TLS 1.3. */
export function formatSession(tls: TlsClient, at: number, code: number, now: number): string {
  const modern = tls.version === '1.3';
  const ticket = tls.tickets[at];
  const hex = (bytes: string) => formatHex(bytes).toUpperCase();
  const id = ticket ? ticket.psk.slice(0, 32) : tls.session;
  return (
    `SSL-Session:\n    Protocol  : TLSv${tls.version}\n    Cipher    : ${ciphers[tls.version]}\n` +
    `    Session-ID: ${hex(id)}\n    Session-ID-ctx: \n` +
    `    ${modern ? 'Resumption PSK' : 'Master-Key'}: ${hex(modern && ticket ? ticket.psk : tls.master)}\n` +
    '    PSK identity: None\n    PSK identity hint: None\n    SRP username: None\n' +
    (ticket
      ? `    TLS session ticket lifetime hint: ${ticket.lifetime} (seconds)\n` +
        `    TLS session ticket:\n${formatDump(ticket.bytes)}`
      : '') +
    `\n    Start Time: ${Math.floor(now / 1000)}\n    Timeout   : 7200 (sec)\n` +
    `    Verify return code: ${code} (${formatVerifyCode(code)})\n` +
    `    Extended master secret: ${modern ? 'no' : 'yes'}\n` +
    `${modern ? '    Max Early Data: 0\n' : ''}---\n`
  );
}

/** How the check of the chain ended; `peer` is the name of -verify_hostname, as the server has it. */
function formatVerified(code: number, peer: string | null): string {
  if (code !== 0) return `Verification error: ${formatVerifyCode(code)}\n`;
  return `Verification: OK\n${peer === null ? '' : `Verified peername: ${peer}\n`}`;
}

/** The long report (print_stuff); `code` is what the check of the chain ended with. */
export function formatReport(
  tls: TlsClient,
  {
    counts,
    code,
    peer,
    show,
    now,
  }: {
    counts: TlsClient['counts'];
    code: number;
    peer: string | null;
    show: boolean;
    now: number;
  },
): string {
  const open = tls.failure === null;
  const [leaf] = tls.presented;
  const known = tls.presented.length > 0;
  const key = leaf?.key ? leaf.key.modulus.toString(2).length : 0;
  const server =
    open && leaf
      ? `Server certificate\n${show ? '' : formatCertificatePem(leaf)}` +
        `subject=${formatName(leaf.subject)}\nissuer=${formatName(leaf.issuer)}\n`
      : 'no peer certificate available\n';
  const signed = open ? 'Peer signing digest: SHA256\nPeer signature type: RSA-PSS\n' : '';
  const cipher = known
    ? `TLSv${tls.version}, Cipher is ${ciphers[tls.version]}`
    : '(NONE), Cipher is (NONE)';
  const modern = tls.version === '1.3' || !known;
  const verified = `${code} (${formatVerifyCode(code)})`;
  return (
    (known ? formatChain(tls.presented, show) : '') +
    `---\n${server}---\nNo client certificate CA names sent\n${signed}` +
    `${known ? 'Server Temp Key: X25519, 253 bits\n' : ''}---\n` +
    `SSL handshake has read ${counts.read} bytes and written ${counts.written} bytes\n` +
    `${formatVerified(code, peer)}---\n` +
    `New, ${cipher}\n${open && known ? `Server public key is ${key} bit\n` : ''}` +
    `Secure Renegotiation IS ${modern ? 'NOT ' : ''}supported\nCompression: NONE\nExpansion: NONE\n` +
    `${tls.alpn === null ? 'No ALPN negotiated' : `ALPN protocol: ${tls.alpn}`}\n` +
    (modern
      ? `Early data was not sent\nVerify return code: ${verified}\n---\n`
      : formatSession(tls, 0, code, now))
  );
}

/** The short one of -brief. */
export function formatBrief(tls: TlsClient, code: number, peer: string | null): string {
  const [leaf] = tls.presented;
  const points = 'uncompressed:ansiX962_compressed_prime:ansiX962_compressed_char2';
  return (
    `CONNECTION ESTABLISHED\nProtocol version: TLSv${tls.version}\n` +
    `Ciphersuite: ${ciphers[tls.version]}\n` +
    `Peer certificate: ${leaf ? formatName(leaf.subject) : ''}\nHash used: SHA256\n` +
    `Signature type: RSA-PSS\n` +
    formatVerified(code, peer) +
    `${tls.version === '1.2' ? `Supported Elliptic Curve Point Formats: ${points}\n` : ''}` +
    'Server Temp Key: X25519, 253 bits\n'
  );
}

/**
 * The lines of s_client's verify callback, and the number that is left at the end. `until` ends
 * them at the first error, as -verify_return_error does; `quiet` leaves out what went well.
 */
export function formatLooks(
  { looks }: Verification,
  { until, quiet }: { until: boolean; quiet: boolean },
): string {
  let text = '';
  let kept = 0;
  for (const { depth, certificate, code } of looks) {
    if (code !== 0) kept = code;
    if (code !== 0 || !quiet) text += `depth=${depth} ${formatName(certificate.subject)}\n`;
    if (code !== 0) text += `verify error:num=${code}:${formatVerifyCode(code)}\n`;
    if (kept === 9) text += `notBefore=${formatCertificateDate(certificate.notBefore)}\n`;
    if (kept === 10) text += `notAfter=${formatCertificateDate(certificate.notAfter)}\n`;
    if (code !== 0 && until) return text;
    if (!quiet) text += 'verify return:1\n';
  }
  return text;
}
