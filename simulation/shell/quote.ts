/** How GNU tools put names into messages (gnulib quotearg). */

/** ‘name’, for words of the command line. */
export function curlyQuote(text: string): string {
  return `‘${escapeControls(text)}’`;
}

/** 'name', for files: always quoted, and such that a shell could read it. */
export function shellQuote(text: string): string {
  return text.includes("'") && !/[!"$`\\]/.test(text)
    ? `"${text}"`
    : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A name as `ls` shows it on a terminal: quoted only where a shell would stumble over it. */
export function nameForTerminal(text: string): string {
  const plain = /^[^\s"'$&()*;<=>?[\\\]^`{|}!~#][^\s"'$&()*;<>?[\\\]^`|!]*$/u;
  return plain.test(text) ? text : shellQuote(text);
}

function escapeControls(text: string): string {
  return text.replace(/[\n\t\\]/g, (c) => ({ '\n': '\\n', '\t': '\\t', '\\': '\\\\' })[c] ?? c);
}
