/** The table of builtins. */
import * as jobControl from './builtins-jobs';
import * as language from './builtins-language';
import * as state from './builtins-state';
import type { Builtin } from './shell';

export const builtins: Readonly<Record<string, Builtin>> = {
  ':': language.colon,
  '.': language.source,
  '[': language.bracket,
  alias: state.alias,
  bg: jobControl.bg,
  break: language.breakBuiltin,
  cd: state.cd,
  command: language.command,
  continue: language.continueBuiltin,
  disown: jobControl.disown,
  echo: language.echo,
  eval: language.evalBuiltin,
  exit: language.exit,
  export: state.exportBuiltin,
  false: language.falseBuiltin,
  fg: jobControl.fg,
  history: state.history,
  jobs: jobControl.jobs,
  kill: jobControl.kill,
  logout: language.logout,
  printf: language.printf,
  pwd: state.pwd,
  read: state.read,
  return: language.returnBuiltin,
  set: state.set,
  shift: state.shift,
  source: language.source,
  test: language.test,
  true: language.trueBuiltin,
  type: language.type,
  umask: state.umask,
  unalias: state.unalias,
  unset: state.unset,
  wait: jobControl.wait,
};
