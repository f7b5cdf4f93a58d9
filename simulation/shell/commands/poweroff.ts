/** Switching the machine off: poweroff(8) and shutdown(8) of systemd 252. */
import type { Program, Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';

function* switchOff(): Routine<number> {
  yield* sys.powerOff();
  return 0;
}

export const poweroff: Program = {
  name: 'poweroff',
  usage: 'poweroff',
  summary: 'end every program and switch the machine off',
  handles: ['SIGTERM'],
  main: function* ({ argv }) {
    const [, word] = argv;
    if (word === '--help') {
      yield* print('poweroff [OPTIONS...]\n\nPower off the system.\n');
      return 0;
    }
    if (word?.startsWith('-')) {
      yield* printError(`poweroff: the option ${word} is not in this simulation\n`);
      return 1;
    }
    if (word !== undefined) {
      yield* printError('Too many arguments.\n');
      return 1;
    }
    return yield* switchOff();
  },
};

/** What a shutdown that is asked for may look like, when it is to be now. */
const now = /^(?:now|\+0)$/;

export const shutdown: Program = {
  name: 'shutdown',
  usage: 'shutdown [-h|-P] now',
  summary: 'end every program and switch the machine off',
  handles: ['SIGTERM'],
  main: function* ({ argv }) {
    const words = argv.slice(1);
    const strange = words.find(
      (word) => word.startsWith('-') && !/^(?:-[hP]+|--poweroff)$/.test(word),
    );
    if (strange !== undefined) {
      yield* printError(`shutdown: the option ${strange} is not in this simulation\n`);
      return 1;
    }
    const [when] = words.filter((word) => !word.startsWith('-'));
    if (when !== undefined && now.test(when)) return yield* switchOff();
    yield* printError('shutdown: only "now" is in this simulation, no later time\n');
    return 1;
  },
};
