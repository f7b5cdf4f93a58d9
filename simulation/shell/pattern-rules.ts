/** What `${x#p}`, `${x%p}`, `${x/p/q}` and `${x^p}` do with a text. */
import { expressionOfPattern } from './glob';

export type CutRule = { pattern: string; at: 'first' | 'all' | 'front' | 'back' };

/** The text without the shortest or longest piece at one end that fits `pattern`. */
export function cutPattern(
  text: string,
  pattern: string,
  from: 'front' | 'back',
  longest: boolean,
): string {
  const source = expressionOfPattern(pattern, longest);
  if (from === 'front') return text.replace(new RegExp(`^(?:${source})`, 'u'), '');
  const end = new RegExp(`(?:${source})$`, 'uy');
  const starts = Array.from({ length: text.length + 1 }, (_, at) => at);
  for (const at of longest ? starts : starts.reverse()) {
    end.lastIndex = at;
    if (end.test(text)) return text.slice(0, at);
  }
  return text;
}

/** The text with what fits `pattern`, each time the longest, changed. */
export function replacePattern(
  text: string,
  { pattern, at }: CutRule,
  change: (found: string) => string,
): string {
  const source = expressionOfPattern(pattern, true);
  const anchored = at === 'front' ? `^(?:${source})` : at === 'back' ? `(?:${source})$` : source;
  const expression = new RegExp(anchored, at === 'all' ? 'gu' : 'u');
  return text.replace(expression, (found) => (found === '' && at === 'all' ? '' : change(found)));
}
