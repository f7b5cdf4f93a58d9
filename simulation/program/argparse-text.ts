/**
 * Help and usage as argparse of Python 3.11 lays them out for a terminal (HelpFormatter and
 * textwrap): two columns of the terminal stay free, help texts begin in column 24.
 */
import type { Routine } from '../host/program';
import { sys } from '../host/system';

const HELP_COLUMN = 24;

/** shutil.get_terminal_size(): that of the terminal that shows the output, or 80 columns. */
export function* readHelpWidth(columns: number): Routine<number> {
  const shown = yield* sys.isatty(1);
  return (shown.ok && shown.value ? columns : 80) - 2;
}

/** Words, and the parts of hyphenated words, as textwrap breaks them. */
function splitChunks(text: string): string[] {
  return text
    .split(/(?<=\s)(?=\S)/)
    .flatMap((word) => word.split(/(?<=[A-Za-z_]{2}-)(?=[A-Za-z_]-?[A-Za-z_])/));
}

function fill(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const chunk of splitChunks(text)) {
    if (line !== '' && line.length + chunk.trimEnd().length > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += chunk;
  }
  return [...lines, line.trimEnd()];
}

/** `text` was laid out for 80 columns; the same for `width`. */
export function reflowHelp(text: string, width: number): string {
  const out: string[] = [];
  let help: string[] | null = null;
  let beside = false;
  const flush = () => {
    // A line that ends in a hyphen was broken there.
    const whole = help?.join(' ').replace(/(?<=[A-Za-z_]{2}-) (?=[A-Za-z])/g, '') ?? '';
    const [first = '', ...more] = fill(whole, Math.max(11, width - HELP_COLUMN));
    const lines = [first, ...more].map((line) => ' '.repeat(HELP_COLUMN) + line);
    if (help && beside) {
      out.push(`${out.pop()}${first}`);
      lines.shift();
    }
    if (help) out.push(...lines);
    help = null;
  };
  for (const line of text.split('\n')) {
    const more = line.startsWith(' '.repeat(HELP_COLUMN));
    if (more) {
      help = [...(help ?? []), line.trim()];
      continue;
    }
    flush();
    beside = /^ {2}\S/.test(line) && line.slice(HELP_COLUMN - 2, HELP_COLUMN) === '  ';
    out.push(beside ? line.slice(0, HELP_COLUMN) : line);
    if (beside) help = [line.slice(HELP_COLUMN)];
  }
  flush();
  return out.join('\n');
}

/** `usage: PROGRAM [OPTION]... OPERAND`, on as many lines as it needs. */
export function formatUsage(
  program: string,
  options: readonly string[],
  operands: readonly string[],
  width: number,
): string {
  const start = `usage: ${program}`;
  const whole = [start, ...options, ...operands].join(' ');
  if (whole.length <= width) return `${whole}\n`;
  const indent = ' '.repeat(start.length);
  const lines: string[] = [];
  let line = start;
  for (const part of options) {
    if (line !== indent && line !== start && line.length + 1 + part.length > width) {
      lines.push(line);
      line = indent;
    }
    line += ` ${part}`;
  }
  lines.push(line);
  if (operands.length > 0) lines.push(`${indent} ${operands.join(' ')}`);
  return `${lines.join('\n')}\n`;
}
