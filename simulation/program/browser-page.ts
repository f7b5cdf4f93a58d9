/** From the bytes of an answer to what a window shows of it. */
import { decodeText } from '../host/bytes';

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name.toLowerCase()] ?? whole;
    const hex = name.charAt(1).toLowerCase() === 'x';
    const code = Number.parseInt(name.slice(hex ? 2 : 1), hex ? 16 : 10);
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
      ? String.fromCodePoint(code)
      : '\ufffd';
  });
}

const blocks =
  'address|article|body|br|div|dd|dl|dt|footer|form|h[1-6]|header|hr|li|main|ol|p|pre|section|table|tr|ul';

/** The title, null where there is none, and the text as it would be read aloud. */
export function readHtml(html: string): { title: string | null; text: string } {
  const bare = html
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<(script|style|svg|template)\b[\s\S]*?<\/\1\s*>/gi, '');
  const title = /<title[^>]*>([\s\S]*?)<\/title\s*>/i.exec(bare)?.[1];
  const body = bare
    .replace(/<(title|head)\b[^>]*>[\s\S]*?<\/\1\s*>/gi, '')
    .replace(/\s+/g, ' ')
    .replace(new RegExp(`</?(?:${blocks})\\b[^>]*>`, 'gi'), '\n')
    .replace(/<\/t[dh]\s*>/gi, '\t')
    .replace(/<[a-z/!][^>]*>/gi, '');
  const text = decodeEntities(body)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
  const name = title === undefined ? '' : decodeEntities(title).replace(/\s+/g, ' ').trim();
  return { title: name === '' ? null : name, text };
}

/** What is shown of a body of the given Content-Type. */
export function readBody(type: string, bytes: string): { title: string | null; text: string } {
  const text = decodeText(bytes);
  if (/^text\/html/i.test(type) || (type === '' && /^\s*<(!doctype|html|title)/i.test(text))) {
    return readHtml(text);
  }
  return { title: null, text: text.trimEnd() };
}
