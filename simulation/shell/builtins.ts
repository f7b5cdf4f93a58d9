/** The table of builtins. */

import * as declaring from './builtins-declare';
import * as jobControl from './builtins-jobs';
import * as language from './builtins-language';
import { mapfile, read } from './builtins-read';
import { set } from './builtins-set';
import * as state from './builtins-state';
import { trap } from './builtins-trap';
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
  declare: declaring.declareBuiltin,
  disown: jobControl.disown,
  echo: language.echo,
  eval: language.evalBuiltin,
  exec: language.exec,
  exit: language.exit,
  export: state.exportBuiltin,
  false: language.falseBuiltin,
  fg: jobControl.fg,
  history: state.history,
  jobs: jobControl.jobs,
  kill: jobControl.kill,
  let: declaring.letBuiltin,
  local: declaring.local,
  logout: language.logout,
  mapfile,
  printf: language.printf,
  pwd: state.pwd,
  read,
  readarray: mapfile,
  readonly: declaring.readonly,
  return: language.returnBuiltin,
  set,
  shift: state.shift,
  source: language.source,
  test: language.test,
  trap,
  true: language.trueBuiltin,
  type: language.type,
  typeset: declaring.typeset,
  umask: state.umask,
  unalias: state.unalias,
  unset: state.unset,
  wait: jobControl.wait,
};
