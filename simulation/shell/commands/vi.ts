import type { Program } from '../../host/program';
import { printError } from '../../host/system';

/** Editors that are not there: their keys are a course of their own. */
function absent(name: string): Program {
  return {
    name,
    usage: `${name} [FILE]`,
    summary: 'not in this simulation: edit files with nano',
    main: function* ({ argv }) {
      const file = argv.slice(1).find((arg) => !/^[-+]/.test(arg)) ?? 'FILE';
      yield* printError(`${name}: this editor is not in this simulation: use nano ${file}\n`);
      return 1;
    },
  };
}

export const vi = absent('vi');
export const vim = absent('vim');
export const emacs = absent('emacs');
