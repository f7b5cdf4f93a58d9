/** Tab in a terminal of a world: what `completion.ts` needs, read from the world. */
import { listDirectory } from '../host/file-system';
import type { ProgramTable } from '../host/program';
import { entryOf, valuesOf } from '../host/table';
import { hostOf, hostsOf, type World } from '../world/world';
import { builtins } from './builtins';
import { type Completion, completeLine } from './completion';
import { homeOf } from './home';

/** Completes `line` at `cursor` in terminal `tty` of `host`; unchanged where there is no such one. */
export function completeAtTerminal(
  world: World,
  programs: ProgramTable,
  place: { host: string; tty: number },
  line: string,
  cursor: number,
): Completion {
  const machine = hostOf(world, place.host);
  const terminal = machine?.terminals[place.tty];
  if (!machine || !terminal) return { line, cursor, options: [] };
  const shell = entryOf(machine.processes, terminal.session);
  const groups = valuesOf(machine.processes).filter(
    ({ tty, pid, group, ended }) => tty === place.tty && pid === group && !ended,
  );
  return completeLine(line, cursor, {
    commands: [...Object.keys(programs), ...Object.keys(builtins)].filter((name) =>
      /^\w/.test(name),
    ),
    hosts: [...hostsOf(world).map(({ name }) => name), 'localhost'],
    jobs: Math.max(0, groups.length - 1),
    variables: Object.keys(shell?.env ?? {}),
    cwd: shell?.cwd ?? '/',
    home: homeOf(shell?.user ?? machine.user),
    list: (folder) => {
      const base = folder === '/' ? '' : folder;
      return listDirectory(machine.files, folder).map((name) =>
        machine.files[`${base}/${name}`]?.kind === 'directory' ? `${name}/` : name,
      );
    },
  });
}
