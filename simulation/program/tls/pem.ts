/** PEM files (RFC 7468): blocks of Base 64 between two lines that say what they are. */
import { decodeBase64, encodeBase64 } from '../secret/base64';

export type PemBlock = { label: string; bytes: string };

/** The blocks of a file in their order; what stands around them is passed over. */
export function parsePem(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  const pattern = /-----BEGIN ([A-Z0-9 ]+)-----\r?\n([^-]*)-----END \1-----/g;
  for (const [, label = '', body = ''] of text.matchAll(pattern)) {
    const bytes = decodeBase64(body.replace(/\s+/g, ''));
    if (bytes !== null) blocks.push({ label, bytes });
  }
  return blocks;
}

export function formatPem({ label, bytes }: PemBlock): string {
  const lines = encodeBase64(bytes).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.map((line) => `${line}\n`).join('')}-----END ${label}-----\n`;
}
