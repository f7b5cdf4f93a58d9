/**
 * How a permalink is written as text: `1.` and base64url of compact JSON. Apart from permalink.ts,
 * which checks what it means, because every lesson page loads this part at once.
 */
const format = '1';
/** Longer than any honest session; a guard against pasted floods. */
const longest = 200_000;

export function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** @throws where the code has other letters than base64url's */
export function fromBase64Url(code: string): Uint8Array<ArrayBuffer> {
  const binary = atob(code.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

export function packCode(body: unknown): string {
  return `${format}.${toBase64Url(new TextEncoder().encode(JSON.stringify(body)))}`;
}

/** The JSON inside a code, unchecked; undefined when there is none. */
export function unpackCode(code: string): unknown {
  if (code.length > longest || !code.startsWith(`${format}.`)) return undefined;
  try {
    const bytes = fromBase64Url(code.slice(format.length + 1));
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** True for a code of an earlier or later format than this one. */
export function isOfOtherFormat(code: string): boolean {
  const found = /^(\d+)\./.exec(code);
  return found !== null && found[1] !== format;
}

/** The fragment that carries a permalink, e.g. `#bench=1.eyJz…`. */
export const permalinkKey = 'bench';

/** The permalink's text in an address's fragment, or null. */
export function permalinkIn(fragment: string): string | null {
  return new URLSearchParams(fragment.replace(/^#/, '')).get(permalinkKey);
}

/** The scenario a permalink belongs to, without checking more; null when it cannot be read. */
export function scenarioOfPermalink(code: string): string | null {
  const body = unpackCode(code);
  if (typeof body !== 'object' || body === null || !('s' in body)) return null;
  return typeof body.s === 'string' ? body.s : null;
}
