/** docs/rfc-coverage.md, from the transition table and from what the source says it follows. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transitions } from '../../simulation/tcp/transition';
import { leftOut, titles } from './rules';

const rooms = ['packet', 'tcp', 'host', 'world'];

/** Every mention in the source: RFC number, section where it names one, and file. */
function readMentions(root: string): { rfc: number; section: string; file: string }[] {
  return rooms.flatMap((room) =>
    readdirSync(join(root, 'simulation', room))
      .filter((file) => file.endsWith('.ts') && !file.includes('.test'))
      .flatMap((file) => {
        const text = readFileSync(join(root, 'simulation', room, file), 'utf8');
        // Comments are broken into lines anywhere.
        const flat = text.replaceAll(/\s*\n\s*(\*|\/\/)?\s*/g, ' ');
        const mention = /RFC (\d+)(?:(?:, sections?|,) ([\d.]+\d))?/g;
        return [...flat.matchAll(mention)].map((match) => ({
          rfc: Number(match[1]),
          section: match[2] ?? '',
          file: `${room}/${file}`,
        }));
      }),
  );
}

function bySection(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

const unique = (words: readonly string[]) => [...new Set(words)].sort(bySection);

/** The page; `root` is the folder of the project. */
export function formatCoverage(root: string): string {
  const mentions = readMentions(root);
  const numbers = [...new Set([...Object.keys(titles).map(Number), ...mentions.map((m) => m.rfc)])];
  numbers.sort((a, b) => a - b);
  const rows = numbers.map((rfc) => {
    const own = mentions.filter((mention) => mention.rfc === rfc);
    const sections = unique(own.map(({ section }) => section).filter((section) => section !== ''));
    const files = unique(own.map(({ file }) => `\`${file}\``));
    const left = leftOut[rfc] ?? [];
    const title = titles[rfc] ?? '';
    const has = files.length === 0 ? 'nothing' : sections.join(', ') || 'yes';
    return `| ${rfc} | ${title} | ${has} | ${files.join(', ')} | ${left.join('; ')} |`;
  });
  const states = [...transitions]
    .map(({ from, event, to, rfc }) => `| ${from} | ${event} | ${to} | ${rfc} |`)
    .join('\n');
  return `# What of the RFCs is modelled

Written by \`npm run docs:rfc\` from the table of TCP's states (\`simulation/tcp/transition.ts\`), from
the comments that name the rule behind a line, and from \`scripts/rfc/rules.ts\`. Where Linux and an
RFC differ, the simulator follows Linux (docs/kernel-truth.md).

## By RFC

| RFC | title | sections followed | where | left out |
|---|---|---|---|---|
${rows.join('\n')}

## TCP's transitions

| from | event | to | rule |
|---|---|---|---|
${states}
`;
}
