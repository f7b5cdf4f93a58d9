import type { Program, ProgramTable } from '../../host/program';
import { print, printError } from '../../host/system';

/** which of debianutils 5.7, over the programs of the simulation. */
export function createWhich(programs: () => ProgramTable): Program {
  return {
    name: 'which',
    usage: 'which [-a] NAME...',
    summary: 'print where a program is',
    main: function* (context) {
      const args = context.argv.slice(1);
      const option = args.find((arg) => /^-./.test(arg) && arg !== '-a' && arg !== '-s');
      if (option !== undefined) {
        yield* printError(
          `Illegal option ${option.slice(0, 2)}\nUsage: /usr/bin/which [-a] args\n`,
        );
        return 2;
      }
      const names = args.filter((arg) => arg !== '-a' && arg !== '-s');
      let status = names.length > 0 ? 0 : 1;
      for (const name of names) {
        if (Object.hasOwn(programs(), name)) yield* print(`/usr/bin/${name}\n`);
        else status = 1;
      }
      return status;
    },
  };
}
