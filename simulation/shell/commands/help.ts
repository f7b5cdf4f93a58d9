import type { Program, ProgramTable } from '../../host/program';
import { print, printError } from '../../host/system';
import { builtins } from '../builtins';
import { suggestNames } from '../suggest';

type Row = { name: string; usage: string; summary: string };

function rowsOf(names: readonly string[], programs: ProgramTable): Row[] {
  return names
    .flatMap((name) => programs[name] ?? [])
    .filter(({ summary }) => summary !== '')
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Builtins that are no programs too, and that have a name one can say. */
function builtinNames(programs: ProgramTable): string[] {
  return Object.keys(builtins).filter((name) => /^\w/.test(name) && !Object.hasOwn(programs, name));
}

function formatSection(title: string, rows: readonly Row[], columns: number): string {
  const width = rows.reduce((most, { name }) => Math.max(most, name.length), 0) + 2;
  const lines = rows.map(({ name, summary }) => {
    return `${`  ${name.padEnd(width)}${summary}`.slice(0, Math.max(width + 20, columns))}\n`;
  });
  return lines.length > 0 ? `${title}\n${lines.join('')}\n` : '';
}

/**
 * `help` lists what this terminal knows; `help NAME` says how one of them is used. `tools` are the
 * names of the files-and-processes section; all other programs are about the network.
 */
export function createHelp(programs: () => ProgramTable, tools: readonly string[]): Program {
  return {
    name: 'help',
    usage: 'help [NAME]',
    summary: 'list the commands of this terminal',
    main: function* (context) {
      const topics = context.argv.slice(1);
      const table = programs();
      if (topics.length === 0) {
        const network = Object.keys(table).filter((name) => !tools.includes(name));
        yield* print(
          formatSection('Network and servers', rowsOf(network, table), context.columns) +
            formatSection('Files, text and processes', rowsOf(tools, table), context.columns) +
            `The shell itself\n${wrapWords(builtinNames(table), context.columns)}\n` +
            "'help NAME' tells how one is used. Ctrl-C stops a program, Ctrl-Z pauses it,\n" +
            '& at the end of a line runs it in the background.\n',
        );
        return 0;
      }
      const known: Row[] = [
        ...rowsOf(Object.keys(table), table),
        ...Object.entries(builtins).map(([name, { usage, summary }]) => ({ name, usage, summary })),
      ];
      let status = 0;
      for (const topic of topics) {
        const row = known.find(({ name }) => name === topic);
        if (row) {
          const forms = row.usage.split('\n').join(`\n${' '.repeat(row.name.length + 2)}`);
          yield* print(`${row.name}: ${forms}\n    ${row.summary}\n`);
          continue;
        }
        status = 1;
        const near = suggestNames(
          topic,
          known.map(({ name }) => name),
        );
        const hint = near.length > 0 ? `  Did you mean: ${near.join(', ')}?` : '';
        yield* printError(`bash: help: no help topics match \`${topic}'.${hint}\n`);
      }
      return status;
    },
  };
}

function wrapWords(words: readonly string[], columns: number): string {
  let text = '';
  let line = ' ';
  for (const word of words.toSorted()) {
    if (line.length + word.length + 1 > Math.max(40, columns)) {
      text += `${line}\n`;
      line = ' ';
    }
    line += ` ${word}`;
  }
  return `${text}${line}\n`;
}
