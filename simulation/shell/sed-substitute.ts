/** The `s` command of sed. */
import type { SedCommand } from './sed-script';

/** `text` with the matches of `regex` (flag g) changed, null where nothing matched. */
export function applySubstitution(
  command: Extract<SedCommand, { name: 's' }>,
  regex: RegExp,
  text: string,
): string | null {
  let count = 0;
  let out = '';
  let end = 0;
  let changed = false;
  for (const match of text.matchAll(regex)) {
    count += 1;
    if (count < command.nth || (changed && !command.all)) continue;
    out += text.slice(end, match.index) + fill(command.replacement, match);
    end = match.index + match[0].length;
    changed = true;
  }
  return changed ? out + text.slice(end) : null;
}

/** `&`, `\1` to `\9`, `\n`, and the cases `\U \L \u \l \E`. */
function fill(replacement: string, match: RegExpMatchArray): string {
  let out = '';
  let mode: 'U' | 'L' | 'E' = 'E';
  let once: 'u' | 'l' | null = null;
  const add = (text: string) => {
    let shown = mode === 'U' ? text.toUpperCase() : mode === 'L' ? text.toLowerCase() : text;
    if (once && shown !== '') {
      const first = shown.charAt(0);
      shown = (once === 'u' ? first.toUpperCase() : first.toLowerCase()) + shown.slice(1);
      once = null;
    }
    out += shown;
  };
  for (const [piece, escaped] of replacement.matchAll(/\\([\s\S])|&|[^\\&]+/g)) {
    if (escaped === undefined) add(piece === '&' ? match[0] : piece);
    else if (/\d/.test(escaped)) add(match[Number(escaped)] ?? '');
    else if (escaped === 'U' || escaped === 'L' || escaped === 'E') mode = escaped;
    else if (escaped === 'u' || escaped === 'l') once = escaped;
    else add(escaped === 'n' ? '\n' : escaped === 't' ? '\t' : escaped);
  }
  return out;
}
