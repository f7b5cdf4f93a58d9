/** curl's `-w`: what a transfer was, in a form of the user's own. */

export type TransferFacts = Readonly<Record<string, string>>;

export type WrittenOut = { text: string; warnings: string };

/** Fills `%{name}`, `%%`, `\n`, `\r`, `\t` in; names that curl has not are complained of. */
export function formatWriteOut(format: string, facts: TransferFacts): WrittenOut {
  let warnings = '';
  const text = format.replace(
    /%\{([^}]*)\}|%%|\\([nrt\\])/g,
    (whole, name: string | undefined, letter: string | undefined) => {
      if (letter !== undefined) return { n: '\n', r: '\r', t: '\t' }[letter] ?? letter;
      if (name === undefined) return whole === '%%' ? '%' : whole;
      if (Object.hasOwn(facts, name)) return facts[name] ?? '';
      warnings += `curl: unknown --write-out variable: '${name}'\n`;
      return '';
    },
  );
  return { text, warnings };
}

/** Seconds with six digits, as curl writes times. */
export function formatSeconds(ms: number): string {
  return (ms / 1000).toFixed(6);
}
