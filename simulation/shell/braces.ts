/** `{a,b}` and `{1..5}` (bash(1), Brace Expansion), before any other expansion. */
import type { Word, WordPart } from './syntax';

/** An unquoted character, or a part that braces do not look into. */
type Item = string | WordPart;

const limit = 1000;

/** The words that `word` stands for; itself where it has no braces. */
export function expandBraces(word: Word): Word[] {
  if (!word.raw.includes('{')) return [word];
  const items = word.parts.flatMap((part): Item[] =>
    part.kind === 'text' && !part.quoted ? [...part.text] : [part],
  );
  const all = expandItems(items, 0);
  return all.length === 1 ? [word] : all.slice(0, limit).map(toWord);
}

function toWord(items: Item[]): Word {
  const parts: WordPart[] = [];
  for (const item of items) {
    const last = parts.at(-1);
    if (typeof item !== 'string') parts.push(item);
    else if (last?.kind === 'text' && !last.quoted) {
      parts[parts.length - 1] = { ...last, text: last.text + item };
    } else parts.push({ kind: 'text', text: item, quoted: false });
  }
  return { raw: items.map((item) => (typeof item === 'string' ? item : '')).join(''), parts };
}

function expandItems(items: Item[], depth: number): Item[][] {
  if (depth > 8) return [items];
  for (let open = items.indexOf('{'); open >= 0; open = items.indexOf('{', open + 1)) {
    const found = findChoices(items, open);
    if (!found) continue;
    const head = items.slice(0, open);
    const tails = expandItems(items.slice(found.end + 1), depth + 1);
    const middles = found.choices.flatMap((choice) => expandItems(choice, depth + 1));
    return middles
      .flatMap((middle) => tails.map((tail) => [...head, ...middle, ...tail]))
      .slice(0, limit);
  }
  return [items];
}

/** The alternatives of the brace at `open`; null where it is only a brace. */
function findChoices(items: Item[], open: number): { choices: Item[][]; end: number } | null {
  const choices: Item[][] = [[]];
  let depth = 0;
  for (let at = open + 1; at < items.length; at += 1) {
    const item = items[at] ?? '';
    if (item === '}' && depth === 0) {
      if (choices.length > 1) return { choices, end: at };
      const range = findRange(choices[0] ?? []);
      return range ? { choices: range, end: at } : null;
    }
    if (item === ',' && depth === 0) {
      choices.push([]);
      continue;
    }
    if (item === '{') depth += 1;
    if (item === '}') depth -= 1;
    choices.at(-1)?.push(item);
  }
  return null;
}

function findRange(items: Item[]): Item[][] | null {
  const text = items.map((item) => (typeof item === 'string' ? item : '\0')).join('');
  const numbers = /^(-?\d{1,6})\.\.(-?\d{1,6})(?:\.\.(-?\d{1,6}))?$/.exec(text);
  const letters = /^([a-zA-Z])\.\.([a-zA-Z])$/.exec(text);
  const ends = numbers ?? letters;
  if (!ends) return null;
  const [from = 0, to = 0] = ends
    .slice(1, 3)
    .map((end) => (numbers ? Number(end) : end.charCodeAt(0)));
  const step = Math.max(1, Math.abs(Number(numbers?.[3] ?? 1)));
  const padded = numbers && /^-?0\d|\.\.-?0\d/.test(text);
  const width = padded ? Math.max(...ends.slice(1, 3).map((end) => end.length)) : 0;
  const count = Math.min(limit, Math.floor(Math.abs(to - from) / step) + 1);
  return Array.from({ length: count }, (_, index) => {
    const value = from + (to >= from ? 1 : -1) * step * index;
    return [...(numbers ? String(value).padStart(width, '0') : String.fromCharCode(value))];
  });
}
