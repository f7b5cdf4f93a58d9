/** What chance and the clock give, taken out of what a terminal showed; everything else counts. */

type Rule = readonly [what: string, pattern: RegExp, replacement: string];

const rules: readonly Rule[] = [
  ['times of ping', /time=[\d.]+ ms/g, 'time=T ms'],
  ['statistics of ping', /(mdev|avg\/max\/mdev) = [\d./]+ ms/g, '$1 = T ms'],
];

/** Rows whose order is that of the kernel's hash tables, drawn when it started. */
const unordered = /^(LISTEN|ESTAB|UNCONN|tcp6?|udp6?)\b/;

function sortRows(text: string): string {
  const lines = text.split('\n');
  const out: string[] = [];
  let run: string[] = [];
  for (const line of [...lines, '']) {
    if (unordered.test(line)) {
      run.push(line);
      continue;
    }
    out.push(...run.sort(), line);
    run = [];
  }
  return out.slice(0, -1).join('\n');
}

export function tidyTerminal(text: string): string {
  return sortRows(rules.reduce((rest, [, pattern, by]) => rest.replace(pattern, by), text));
}
