/** Reads a mail as RFC 5322 writes it: header lines, an empty line, the text. Pure and total. */

const utf8 = (bytes: Buffer) => bytes.toString('utf8');

/** Where the text begins: after the first empty line, or at the end. */
export function bodyStart(raw: Buffer): number {
  if (raw.subarray(0, 2).toString('latin1') === '\r\n') return 2;
  const gap = raw.indexOf('\r\n\r\n');
  return gap < 0 ? raw.length : gap + 4;
}

/** Header fields in order, names in lower case; lines that go on are joined (RFC 5322, 2.2.3). */
export function headerFields(raw: Buffer): [name: string, value: string][] {
  const text = raw.toString('latin1', 0, bodyStart(raw)).replace(/\r\n(?=[ \t])/g, '');
  return text.split('\r\n').flatMap((line): [string, string][] => {
    const colon = line.indexOf(':');
    return colon > 0
      ? [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]]
      : [];
  });
}

export const headerValue = (raw: Buffer, name: string): string | undefined =>
  headerFields(raw).find(([each]) => each === name)?.[1];

/** Undoes =C3=BC and soft line ends. RFC 2045, 6.7 */
const decodeQuoted = (text: string) =>
  utf8(
    Buffer.from(
      text
        .replace(/=\r?\n/g, '')
        .replace(/=([0-9A-Fa-f]{2})/g, (_all, hex: string) =>
          String.fromCharCode(Number.parseInt(hex, 16)),
        ),
      'latin1',
    ),
  );

/** The text of a mail of one part, as its writer wrote it. */
export function decodedText(raw: Buffer): string {
  const body = raw.subarray(bodyStart(raw));
  const encoding = headerValue(raw, 'content-transfer-encoding')?.toLowerCase();
  if (encoding === 'quoted-printable') return decodeQuoted(body.toString('latin1')).trim();
  if (encoding === 'base64') {
    return utf8(Buffer.from(body.toString('latin1'), 'base64')).trim();
  }
  return utf8(body).trim();
}
