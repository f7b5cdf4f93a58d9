/** Which host a command line or an address bar names: the calls in the trace tell of addresses only. */
import type { TraceEvent } from '@/contract/trace';
import { parseLiteral } from '../program/resolve';

const place =
  /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^@/\s]*@)?(?:\[([^\]]+)\]|([^:/\s]+))(?::\d+)?(?:[/?#].*)?$/i;

/** The host in `http://user@host:80/path`, `user@host`, `host:80`, `host` or a bare address. */
export function hostIn(word: string): string | null {
  if (parseLiteral(word) !== null) return word;
  const match = place.exec(word);
  return match?.[1] ?? match?.[2] ?? null;
}

const isName = (host: string | null): host is string =>
  host !== null && /^[a-z]/i.test(host) && parseLiteral(host) === null;

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
function typedName(line: string, program: string, addr: string | null): string | null {
  const words = wordsAfter(line, program);
  const hosts = words.flatMap((word) => hostIn(word) ?? []);
  if (addr !== null && hosts.some((host) => parseLiteral(host) === addr)) return null;
  const marked = words
    .filter((word) => /:\/\/|@/.test(word))
    .map(hostIn)
    .filter(isName);
  const names = marked.length > 0 ? marked : hosts.filter(isName);
  return names.length === 1 ? (names[0] ?? null) : null;
}

/** Remembers, as it is shown event after event, who was started by which line or address. */
export class TypedNames {
  /** Lines that run, by host; newest last. */
  private readonly running = new Map<string, string[]>();
  private readonly started = new Map<string, { program: string; line: string | null }>();
  /** Page that a host's browser is loading. */
  private readonly pages = new Map<string, string>();

  read(event: TraceEvent): void {
    const { host } = event;
    const lines = this.running.get(host) ?? [];
    if (event.kind === 'command') {
      const { line } = event;
      const left = lines.filter((_, index) => index !== lines.lastIndexOf(line));
      this.running.set(host, event.change === 'started' ? [...lines, line] : left);
    } else if (event.kind === 'process' && event.change === 'started') {
      const { pid, program } = event;
      const line = lines.findLast((one) => one.includes(program)) ?? null;
      this.started.set(`${host} ${pid}`, { program, line });
    } else if (event.kind === 'page' && event.error === undefined && event.status === undefined) {
      this.pages.set(host, event.url);
    }
  }

  /** The program with that pid; null for one that no event has started. */
  programOf(host: string, pid: number): string | null {
    return this.started.get(`${host} ${pid}`)?.program ?? null;
  }

  /** As {@link typedName}, for a running program. */
  nameOf(host: string, pid: number, program: string, addr: string | null): string | null {
    if (program === 'browser') {
      const name = hostIn(this.pages.get(host) ?? '');
      return name !== addr && isName(name) ? name : null;
    }
    const line = this.started.get(`${host} ${pid}`)?.line;
    return line == null ? null : typedName(line, program, addr);
  }
}
