/** Regular expressions of nginx (PCRE2), as far as they are those of JavaScript too. */

/** The compiled pattern, or the error that PCRE2 gives it. */
export function compilePattern(source: string, anyCase: boolean): RegExp | string {
  try {
    return new RegExp(source, anyCase ? 'i' : '');
  } catch (error) {
    const text = String(error);
    if (/Unterminated group/.test(text)) return 'missing closing parenthesis';
    if (/Unterminated character class/.test(text)) {
      return 'missing terminating ] for character class';
    }
    if (/Unmatched '\)'/.test(text)) return 'unmatched closing parenthesis';
    if (/Nothing to repeat/.test(text)) return 'quantifier does not follow a repeatable item';
    return 'this form of regular expression is not in this simulation';
  }
}
