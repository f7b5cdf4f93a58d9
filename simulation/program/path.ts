/** Paths as text (path_resolution(7)). */

/** An absolute path without `.`, `..` and doubled slashes. */
export function joinPath(base: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${base}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** The path of a URL without `.` and `..` (RFC 3986, section 5.2.4); the query stays as it is. */
export function removeDotSegments(target: string): string {
  const at = target.search(/[?#]/);
  const path = at < 0 ? target : target.slice(0, at);
  const out: string[] = [];
  for (const part of path.split('/').slice(1)) {
    if (part === '..') out.pop();
    else if (part !== '.') out.push(part);
  }
  if (/\/\.{1,2}$/.test(path)) out.push('');
  return `/${out.join('/')}${at < 0 ? '' : target.slice(at)}`;
}
