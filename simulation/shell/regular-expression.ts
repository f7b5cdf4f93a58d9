/** POSIX regular expressions with GNU's additions (regex(7)) as JavaScript ones. */

export type Flavor = 'basic' | 'extended' | 'fixed' | 'perl';
export type Compiled = { ok: true; regex: RegExp } | { ok: false; message: string };

/** Classes of characters by their POSIX name, as the inside of a set with flag `u`. */
export const classes: Readonly<Record<string, string>> = {
  alpha: '\\p{L}',
  digit: '0-9',
  alnum: '\\p{L}0-9',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
  print: ' -~\\u00a0-\\u{10ffff}',
  graph: '!-~\\u00a1-\\u{10ffff}',
  cntrl: '\\u0000-\\u001f\\u007f',
};

class PatternStop extends Error {}

/** `flags` are RegExp's beside `u`, e.g. `gi`. Messages are glibc's. */
export function compileExpression(source: string, flavor: Flavor, flags = ''): Compiled {
  try {
    const text =
      flavor === 'fixed'
        ? escapeLiteral(source)
        : flavor === 'perl'
          ? source
          : translate(source, flavor);
    return { ok: true, regex: new RegExp(text, `u${flags}`) };
  } catch (stop) {
    const message = stop instanceof PatternStop ? stop.message : 'Invalid regular expression';
    return { ok: false, message };
  }
}

/** The text as an expression that fits it and nothing else. */
export function escapeLiteral(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Tokens of either flavour in one form: operators begin with `\0`. */
function tokenize(source: string, basic: boolean): string[] {
  const tokens: string[] = [];
  for (let at = 0; at < source.length; ) {
    const here = String.fromCodePoint(source.codePointAt(at) ?? 0);
    if (here === '[') {
      const bracket = readBracket(source, at);
      tokens.push(`\0[${bracket.text}`);
      at = bracket.end;
    } else if (here === '\\') {
      const next = source.charAt(at + 1);
      if (next === '') throw new PatternStop('Trailing backslash');
      at += 2;
      if ('(){}|+?'.includes(next)) tokens.push(basic ? `\0${next}` : next);
      else if ('wWsSbB'.includes(next) || /[1-9]/.test(next)) tokens.push(`\0\\${next}`);
      else if (next === '<') tokens.push('\0\\<');
      else if (next === '>') tokens.push('\0\\>');
      else tokens.push(next === 'n' ? '\n' : next === 't' ? '\t' : next);
    } else {
      at += here.length;
      const operator = '.*^$'.includes(here) || (!basic && '(){}|+?'.includes(here));
      tokens.push(operator ? `\0${here}` : here);
    }
  }
  return tokens;
}

function readBracket(source: string, start: number): { text: string; end: number } {
  let at = start + 1;
  let text = '[';
  if (source[at] === '^') {
    text += '^';
    at += 1;
  }
  for (let first = true; ; first = false) {
    const here = source[at];
    if (here === undefined) {
      throw new PatternStop(
        source.length - start === 1
          ? 'Invalid regular expression'
          : 'Unmatched [, [^, [:, [., or [=',
      );
    }
    if (here === ']' && !first) return { text: `${text}]`, end: at + 1 };
    const named = /^\[:(\w+):\]/.exec(source.slice(at));
    if (named) {
      const set = classes[named[1] ?? ''];
      if (!set) throw new PatternStop('Invalid character class name');
      text += set;
      at += named[0].length;
      continue;
    }
    const range = here === '-' && !first && source[at + 1] !== ']';
    text += range ? '-' : escapeInBracket(here);
    at += 1;
  }
}

function escapeInBracket(character: string): string {
  return /[\\\]^[\-&!#%,:;<=>@`~|]/.test(character) && !/[!#%,:;<=>@`~&]/.test(character)
    ? `\\${character}`
    : character;
}

function translate(source: string, flavor: 'basic' | 'extended'): string {
  const basic = flavor === 'basic';
  const tokens = tokenize(source, basic);
  let out = '';
  let open = 0;
  let groups = 0;
  /** Whether a repetition has something to repeat. */
  let atom = false;
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] ?? '';
    const start = at === 0 || tokens[at - 1] === '\0(' || tokens[at - 1] === '\0|';
    const next = tokens[at + 1];
    const end = next === undefined || next === '\0)' || next === '\0|';
    if (!token.startsWith('\0') || token === '\0') {
      out += escapeLiteral(token);
      atom = true;
      continue;
    }
    const operator = token.slice(1);
    if (operator === '^') out += start || !basic ? '^' : '\\^';
    else if (operator === '$') out += end || !basic ? '$' : '\\$';
    else if (operator === '(') {
      open += 1;
      groups += 1;
      out += '(';
    } else if (operator === ')') {
      if (open === 0 && basic) throw new PatternStop('Unmatched ) or \\)');
      out += open === 0 ? '\\)' : ')';
      open = Math.max(0, open - 1);
    } else if (operator === '|') out += '|';
    else if (operator === '*' || operator === '+' || operator === '?') {
      if (atom) out = repeat(out, operator);
      else if (basic || operator === '*') out += `\\${operator}`;
      else if (operator === '+' || operator === '?') out += '';
      if (!atom) {
        atom = basic || operator === '*';
        continue;
      }
    } else if (operator === '{') {
      const close = tokens.findIndex((other, place) => place > at && other === '\0}');
      const inside = close < 0 ? '' : tokens.slice(at + 1, close).join('');
      const counts = /^(\d*)(,?)(\d*)$/.exec(inside);
      if (close < 0 || !counts || (inside === '' && basic)) {
        if (basic) throw new PatternStop(close < 0 ? 'Unmatched \\{' : 'Invalid content of \\{\\}');
        out += '\\{';
        atom = true;
        continue;
      }
      const [, low = '', comma = '', high = ''] = counts;
      if (Number(low) > 32767 || Number(high) > 32767) {
        throw new PatternStop('Regular expression too big');
      }
      if (high !== '' && Number(low) > Number(high)) {
        throw new PatternStop('Invalid content of \\{\\}');
      }
      if (!atom) throw new PatternStop('Invalid preceding regular expression');
      out = repeat(out, `{${low || '0'}${comma}${high}}`);
      at = close;
    } else if (operator === '}') out += '\\}';
    else if (operator === '.') out += '.';
    else if (operator.startsWith('[')) out += operator.slice(1);
    else if (operator === '\\<') out += '\\b(?=\\w)';
    else if (operator === '\\>') out += '\\b(?<=\\w)';
    else if (/^\\[1-9]$/.test(operator)) {
      if (Number(operator.slice(1)) > groups) throw new PatternStop('Invalid back reference');
      out += `(?:${operator})`;
    } else out += operator;
    atom = !['(', '|'].includes(operator) && !(operator === '^' && (start || !basic));
  }
  if (open > 0) throw new PatternStop('Unmatched ( or \\(');
  return out;
}

/** A second repetition of the same atom needs brackets in JavaScript. */
function repeat(out: string, operator: string): string {
  const doubled = /(?:[*+?]|\{\d+,?\d*\})$/.test(out) && !/\\[*+?]$/.test(out);
  if (!doubled) return out + operator;
  return operator === '?' || operator === '*' ? `${out.replace(/[*+?]$/, '')}*` : out;
}
