/** Builtins of bash that this shell refuses, and what helps instead; told after the name. */
const refused = 'this builtin of bash is not in this simulation';

export const missingBuiltins: Readonly<Record<string, string>> = {
  bind: refused,
  builtin: refused,
  caller: refused,
  compgen: refused,
  complete: refused,
  compopt: refused,
  dirs: refused,
  enable: refused,
  fc: `${refused}: use the arrow keys, or history`,
  getopts: `${refused}: read "$1" and shift`,
  hash: refused,
  popd: `${refused}: use cd -`,
  pushd: `${refused}: use cd`,
  shopt: refused,
  suspend: refused,
  times: refused,
  ulimit: refused,
};
