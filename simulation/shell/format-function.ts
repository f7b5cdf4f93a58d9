/** Functions as bash's `type` and `declare -f` show them, broken into lines (print_cmd.c of bash 5.2). */
import { formatCommand, formatRedirections } from './format-command';
import type { AndOr, Command, CompoundCommand, List, Pipeline } from './syntax';

const pad = (depth: number) => ' '.repeat(4 * depth);
const ended = (text: string) => (text.endsWith('&') ? text : `${text};`);

/** The text of a command; every line but its first is indented by `depth` steps of four. */
function formatAt(command: Command, depth: number): string {
  if (command.kind === 'simple') return formatCommand(command);
  const redirections = formatRedirections(command);
  if (redirections === null) return command.raw;
  return [formatCompound(command, depth), ...redirections].join(' ');
}

function formatBlock(body: List, depth: number): string {
  return `\n${pad(depth + 1)}${ended(formatList(body, depth + 1))}\n${pad(depth)}`;
}

function formatIf(
  { branches, otherwise }: Extract<CompoundCommand, { kind: 'if' }>,
  depth: number,
): string {
  const [first, ...others] = branches;
  if (!first) return '';
  const head = `if ${formatList(first.test, depth)}; then${formatBlock(first.body, depth)}`;
  // An `elif` is an `if` of its own after `else`.
  const [next] = others;
  const inner = next
    ? `\n${pad(depth + 1)}${formatIf({ kind: 'if', branches: others, otherwise, redirections: [], raw: '', line: 0 }, depth + 1)};\n${pad(depth)}`
    : otherwise.length > 0
      ? formatBlock(otherwise, depth)
      : null;
  return `${head}${inner === null ? '' : `else${inner}`}fi`;
}

function formatCompound(command: CompoundCommand, depth: number): string {
  switch (command.kind) {
    case 'group':
      return `{ \n${pad(depth + 1)}${formatList(command.body, depth + 1)}\n${pad(depth)}}`;
    case 'subshell':
      return `( ${formatList(command.body, depth)} )`;
    case 'if':
      return formatIf(command, depth);
    case 'while': {
      const word = command.until ? 'until' : 'while';
      return `${word} ${formatList(command.test, depth)}; do${formatBlock(command.body, depth)}done`;
    }
    case 'for': {
      const words = command.words?.map(({ raw }) => raw).join(' ') ?? '"$@"';
      const body = formatBlock(command.body, depth);
      return `for ${command.name} in ${words};\n${pad(depth)}do${body}done`;
    }
    case 'for-sum': {
      const sums = [command.begin, command.test, command.step].map(({ raw }) => raw.trim());
      return `for ((${sums.join('; ')}))\n${pad(depth)}do${formatBlock(command.body, depth)}done`;
    }
    case 'case': {
      const clauses = command.clauses.map(({ patterns, body, end }) => {
        const names = patterns.map(({ raw }) => raw).join(' | ');
        const inner = body.length > 0 ? `${pad(depth + 2)}${formatList(body, depth + 2)}\n` : '';
        return `${pad(depth + 1)}${names})\n${inner}${pad(depth + 1)}${end}\n`;
      });
      return `case ${command.word.raw} in \n${clauses.join('')}${pad(depth)}esac`;
    }
    case 'function':
      return `function ${formatFunction(command.name, command.body, depth)}`;
    case 'condition':
    case 'sum':
      return command.raw;
  }
}

function formatPipelineAt({ negated, timed, commands }: Pipeline, depth: number): string {
  const whole = commands.map((command) => formatAt(command, depth)).join(' | ');
  return `${timed ? 'time ' : ''}${negated ? '! ' : ''}${whole}`;
}

function formatEntry({ pipelines }: AndOr, depth: number): string {
  return pipelines
    .map(
      ({ after, pipeline }) =>
        `${after === null ? '' : ` ${after} `}${formatPipelineAt(pipeline, depth)}`,
    )
    .join('');
}

function formatList(list: List, depth: number): string {
  return list
    .map((entry, at) => {
      const text = formatEntry(entry, depth);
      if (at === list.length - 1) return `${text}${entry.background ? ' &' : ''}`;
      return entry.background ? `${text} & ` : `${text};\n${pad(depth)}`;
    })
    .join('');
}

/** `name () ` and, on the next lines, the body in braces. */
export function formatFunction(name: string, body: CompoundCommand, depth = 0): string {
  const inner =
    body.kind === 'group'
      ? formatAt(body, depth)
      : `{ \n${pad(depth + 1)}${formatAt(body, depth + 1)}\n${pad(depth)}}`;
  return `${name} () \n${pad(depth)}${inner}`;
}
