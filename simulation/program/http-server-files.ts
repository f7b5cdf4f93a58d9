/** From the path of a request to a file or a listing, as SimpleHTTPRequestHandler does. */
import { decodeText, encodeText } from '../host/bytes';
import type { Routine } from '../host/program';
import { sys } from '../host/system';
import { readFileBytes } from './file-bytes';
import { escapeHtml } from './http-message';
import { joinPath } from './path';

export type WebFile =
  | { kind: 'missing' }
  | { kind: 'moved'; location: string }
  | { kind: 'listing'; body: string }
  | { kind: 'file'; path: string; body: string; modified: number };

const types: Readonly<Record<string, string>> = {
  css: 'text/css',
  csv: 'text/csv',
  gif: 'image/gif',
  htm: 'text/html',
  html: 'text/html',
  jpg: 'image/jpeg',
  js: 'text/javascript',
  json: 'application/json',
  log: 'text/plain',
  md: 'text/markdown',
  mjs: 'text/javascript',
  pdf: 'application/pdf',
  png: 'image/png',
  py: 'text/x-python',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  xml: 'text/xml',
};

/** mimetypes.guess_type() for the endings a learner meets. */
export function guessType(path: string): string {
  const ending = /\.([A-Za-z0-9]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  return types[ending] ?? 'application/octet-stream';
}

/** Percent-decoding; what is no UTF-8 becomes U+FFFD. */
function unquote(text: string): string {
  const bytes = encodeText(text).replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return decodeText(bytes);
}

function quote(text: string): string {
  return [...encodeText(text)]
    .map((byte) =>
      /[A-Za-z0-9_.~/-]/.test(byte)
        ? byte
        : `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');
}

/** Reads what `target` names below `root`. */
export function* readWebPath(root: string, target: string): Routine<WebFile> {
  const plain = target.split(/[?#]/)[0] ?? '';
  const inside = joinPath('/', unquote(plain));
  const path = joinPath(root, `.${inside}`);
  const status = yield* sys.stat(path);
  if (!status.ok) return { kind: 'missing' };
  if (status.value.kind === 'file') {
    if (plain.endsWith('/')) return { kind: 'missing' };
    return yield* readWhole(path, status.value.modified);
  }
  if (!plain.endsWith('/')) {
    const query = /\?[^#]*/.exec(target)?.[0] ?? '';
    return { kind: 'moved', location: `${plain}/${query}` };
  }
  for (const name of ['index.html', 'index.htm']) {
    const index = yield* sys.stat(joinPath(path, name));
    if (index.ok && index.value.kind === 'file') {
      return yield* readWhole(joinPath(path, name), index.value.modified);
    }
  }
  return yield* listDirectory(path, plain);
}

function* readWhole(path: string, modified: number): Routine<WebFile> {
  const body = yield* readFileBytes(path);
  return body.ok ? { kind: 'file', path, body: body.value, modified } : { kind: 'missing' };
}

function* listDirectory(path: string, plain: string): Routine<WebFile> {
  const names = yield* sys.readdir(path);
  if (!names.ok) return { kind: 'missing' };
  const sorted = [...names.value].sort((a, b) => compare(a.toLowerCase(), b.toLowerCase()));
  const rows: string[] = [];
  for (const name of sorted) {
    const status = yield* sys.stat(joinPath(path, name));
    const shown = status.ok && status.value.kind === 'directory' ? `${name}/` : name;
    rows.push(`<li><a href="${quote(shown)}">${escapeText(shown)}</a></li>`);
  }
  const title = `Directory listing for ${escapeText(unquote(plain))}`;
  const lines = [
    '<!DOCTYPE HTML>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<title>${title}</title>`,
    '</head>',
    '<body>',
    `<h1>${title}</h1>`,
    '<hr>',
    '<ul>',
    ...rows,
    '</ul>',
    '<hr>',
    '</body>',
    '</html>',
    '',
  ];
  return { kind: 'listing', body: encodeText(lines.join('\n')) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** html.escape(text, quote=False). */
function escapeText(text: string): string {
  return escapeHtml(text).replaceAll('&quot;', '"').replaceAll('&#x27;', "'");
}
