/** HTTP with the tokens in it taken apart: header, claims, signature (RFC 7519, RFC 7515). Pure. */
import type { WireField } from '@/contract/lab-service';
import { field, latin1 } from '../fields';
import { annotateHttp } from '../http/annotate-http';
import type { Turn } from '../service';

const token = /eyJ[\w-]{5,}\.[\w-]{2,}\.[\w-]*/g;

/** The JSON inside a part, or null. */
export function readPart(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

const shown = (part: string) => {
  const value = readPart(part);
  return value ? JSON.stringify(value).slice(0, 400) : 'cannot be read';
};

/** Splits a field in which a token stands; the rest keeps its name and meaning. */
function splitTokens(whole: WireField, bytes: Uint8Array): WireField[] {
  const text = latin1(bytes, whole.at, whole.at + whole.length);
  const fields: WireField[] = [];
  let from = 0;
  const rest = (to: number) => {
    if (to > from) fields.push({ ...whole, at: whole.at + from, length: to - from });
    from = to;
  };
  for (const { 0: found, index } of text.matchAll(token)) {
    rest(index);
    const [header = '', claims = '', signature = ''] = found.split('.');
    const at = whole.at + index;
    fields.push(
      field(
        at,
        header.length + 1,
        'token: header',
        `how it is signed, in base64: ${shown(header)}`,
      ),
    );
    fields.push(
      field(
        at + header.length + 1,
        claims.length + 1,
        'token: claims',
        `what it says, in base64, readable by everybody: ${shown(claims)}`,
      ),
    );
    if (signature.length > 0) {
      const words =
        'made with the provider’s private key; with its public key everybody can check it';
      fields.push(
        field(at + header.length + claims.length + 2, signature.length, 'token: signature', words),
      );
    }
    from = index + found.length;
  }
  rest(text.length);
  return fields;
}

export const annotateTokens = (turns: readonly Turn[]): WireField[][] =>
  annotateHttp(turns).map((fields, index) =>
    fields.flatMap((each) => splitTokens(each, turns[index]?.bytes ?? new Uint8Array())),
  );
