/**
 * A whole world as a short text for an address's fragment: `1.` and base64url of deflated JSON
 * (RFC 1951, RFC 4648). Reading one back checks everything and says what is wrong; it never throws.
 */
import { explainIssue } from '@/contract/explain-issue';
import { type SharedSandbox, sharedSandbox } from '@/contract/sandbox';
import { fromBase64Url, isOfOtherFormat, toBase64Url } from '../permalink-code';

const format = '1';
/** The fragment that carries a world, e.g. `#world=1.eJy…`. */
export const shareKey = 'world';
/** Longest code that is made or read; browsers take addresses of this length. */
export const longestCode = 60_000;
/** Mail programs and chats may cut addresses that are longer than this. */
export const safeCode = 8_000;
/** A short code can blow up to any size: more bytes than this are not read. */
const mostBytes = 600_000;

type ShareProblem = 'other-format' | 'too-long' | 'broken' | 'invalid';
export type ReadShare =
  | { ok: true; value: SharedSandbox }
  /** `detail`: what the contract has against it, for `invalid`. */
  | { ok: false; problem: ShareProblem; detail?: string };

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel();
      return null;
    }
    parts.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The text of a link; it may be longer than `longestCode`, and then nobody should be given it. */
export async function formatShare(shared: SharedSandbox): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(shared));
  const small = await through(bytes, new CompressionStream('deflate-raw'), Number.MAX_SAFE_INTEGER);
  return `${format}.${toBase64Url(small ?? new Uint8Array())}`;
}

export async function parseShare(code: string): Promise<ReadShare> {
  if (isOfOtherFormat(code)) return { ok: false, problem: 'other-format' };
  if (code.length > longestCode) return { ok: false, problem: 'too-long' };
  if (!code.startsWith(`${format}.`)) return { ok: false, problem: 'broken' };
  let data: unknown;
  try {
    const packed = fromBase64Url(code.slice(format.length + 1));
    const bytes = await through(packed, new DecompressionStream('deflate-raw'), mostBytes);
    if (bytes === null) return { ok: false, problem: 'too-long' };
    data = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { ok: false, problem: 'broken' };
  }
  const read = sharedSandbox.safeParse(data);
  if (read.success) return { ok: true, value: read.data };
  const issue = read.error.issues[0];
  const detail = issue ? explainIssue(issue, data).message : '';
  return { ok: false, problem: 'invalid', detail };
}

/** The code in an address's fragment, or null. */
export function shareIn(fragment: string): string | null {
  return new URLSearchParams(fragment.replace(/^#/, '')).get(shareKey);
}
