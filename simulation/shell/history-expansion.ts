/** `!!`, `!$`, `!12`, `!-2` and `!word` in a typed line (bash(1), HISTORY EXPANSION). */

export type HistoryExpansion =
  | { ok: true; line: string; changed: boolean }
  /** Without the leading `bash: `. */
  | { ok: false; message: string };

/** `history` is oldest first. Nothing is expanded within single quotes or after a backslash. */
export function expandHistory(line: string, history: readonly string[]): HistoryExpansion {
  let out = '';
  let changed = false;
  let single = false;
  let double = false;
  for (let at = 0; at < line.length; ) {
    const here = line.charAt(at);
    if (here === '\\' && !single) {
      out += line.slice(at, at + 2);
      at += 2;
      continue;
    }
    if (here === "'" && !double) single = !single;
    if (here === '"' && !single) double = !double;
    const rest = line.slice(at);
    const event =
      here === '!' && !single
        ? /^!(?:!|\$|-?\d{1,6}|\?[^?]+\??|[^\s=("!$;|&<>]+)/.exec(rest)
        : null;
    if (!event || (double && event[0] === '!"') || out.endsWith('$')) {
      out += here;
      at += 1;
      continue;
    }
    const found = findEvent(event[0].slice(1), history);
    if (found === null) return { ok: false, message: `${event[0]}: event not found` };
    out += found;
    changed = true;
    at += event[0].length;
  }
  return { ok: true, line: out, changed };
}

function findEvent(name: string, history: readonly string[]): string | null {
  const last = history.at(-1);
  if (name === '!') return last ?? null;
  if (name === '$') return last?.trim().split(/\s+/).at(-1) ?? null;
  if (/^-?\d+$/.test(name)) {
    const number = Number(name);
    return (number < 0 ? history.at(number) : history[number - 1]) ?? null;
  }
  const inside = /^\?([^?]+)\??$/.exec(name)?.[1];
  return (
    history.findLast((line) =>
      inside === undefined ? line.startsWith(name) : line.includes(inside),
    ) ?? null
  );
}
