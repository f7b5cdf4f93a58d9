/** Commands as bash writes them in its list of jobs: `(a;b) >x` is shown as `( a; b ) > x`. */
import type { AndOr, Command, CompoundCommand, List, Pipeline, Redirection } from './syntax';

const arrows = { r: '<', w: '>', a: '>>' } as const;

/** Null for a here-document, whose text does not fit on a line. */
function formatRedirection({ fd, ...to }: Redirection): string | null {
  const { raw } = to.target;
  switch (to.kind) {
    case 'file':
      return `${fd === (to.mode === 'r' ? 0 : 1) ? '' : fd}${arrows[to.mode]} ${raw}`;
    case 'both':
      return `&${arrows[to.mode]} ${raw}`;
    case 'copy':
      return `${fd}${fd === 0 ? '<' : '>'}&${raw}`;
    case 'text':
      return to.newline ? `${fd === 0 ? '' : fd}<<< ${raw}` : null;
  }
}

function formatBody(command: Command): string | null {
  switch (command.kind) {
    case 'simple': {
      if (command.assignments.some(({ index, items }) => index || items)) return null;
      const values = command.assignments.map(({ name, append, value }) => {
        return `${name}${append ? '+' : ''}=${value.raw}`;
      });
      return [...values, ...command.words.map(({ raw }) => raw)].join(' ');
    }
    case 'subshell':
      return `( ${formatList(command.body)} )`;
    case 'group':
      return `{ ${formatList(command.body)}; }`;
    default:
      return null;
  }
}

/** Each redirection of a compound command; null where one does not fit on a line. */
export function formatRedirections({ redirections }: CompoundCommand): string[] | null {
  const parts = redirections.map(formatRedirection);
  return parts.includes(null) ? null : parts.filter((part) => part !== null);
}

/** One command. Loops and conditions, which bash breaks into lines, stay as they were typed. */
export function formatCommand(command: Command): string {
  const parts = [formatBody(command), ...command.redirections.map(formatRedirection)];
  return parts.includes(null) ? command.raw : parts.filter((part) => part !== '').join(' ');
}

export function formatPipeline({ negated, commands }: Pipeline): string {
  return `${negated ? '! ' : ''}${commands.map(formatCommand).join(' | ')}`;
}

/** Pipelines joined by `&&` and `||`, without the `&` of a background job. */
export function formatAndOr({ pipelines }: AndOr): string {
  return pipelines
    .map(
      ({ after, pipeline }) => `${after === null ? '' : ` ${after} `}${formatPipeline(pipeline)}`,
    )
    .join('');
}

function formatList(list: List): string {
  return list
    .map((entry, index) => {
      const last = index === list.length - 1;
      return `${formatAndOr(entry)}${entry.background ? ' &' : last ? '' : ';'}`;
    })
    .join(' ');
}
