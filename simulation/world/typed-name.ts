/** Which host a command line or an address bar names: the trace tells of addresses only. */
import { parseLiteral } from '../program/resolve';

const place =
  /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^@/\s]*@)?(?:\[([^\]]+)\]|([^:/\s]+))(?::\d+)?(?:[/?#].*)?$/i;

/** The host in `http://user@host:80/path`, `user@host`, `host:80`, `host` or a bare address. */
export function hostIn(word: string): string | null {
  if (parseLiteral(word) !== null) return word;
  const match = place.exec(word);
  return match?.[1] ?? match?.[2] ?? null;
}

/** The words after `program` in the part of a line that runs it, quotes taken off. */
function wordsAfter(line: string, program: string): string[] {
  for (const part of line.split(/[|;&\n]+/)) {
    const words = part.split(/\s+/).map((word) => word.replace(/^["']|["']$/g, ''));
    const at = words.findIndex((word) => word === program || word.endsWith(`/${program}`));
    if (at >= 0) return words.slice(at + 1).filter((word) => word !== '' && !word.startsWith('-'));
  }
  return [];
}

/**
 * The name that `program` was given on `line`, null where it was given `addr` itself (null: no
 * address came of it) or where the line leaves a doubt: better no name than a wrong one.
 */
export function typedName(line: string, program: string, addr: string | null): string | null {
  const words = wordsAfter(line, program);
  const hosts = words.flatMap((word) => hostIn(word) ?? []);
  if (addr !== null && hosts.some((host) => parseLiteral(host) === addr)) return null;
  const isName = (host: string | null): host is string =>
    host !== null && /^[a-z]/i.test(host) && parseLiteral(host) === null;
  const marked = words
    .filter((word) => /:\/\/|@/.test(word))
    .map(hostIn)
    .filter(isName);
  const names = marked.length > 0 ? marked : hosts.filter(isName);
  return names.length === 1 ? (names[0] ?? null) : null;
}
