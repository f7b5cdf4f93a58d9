/** Modes as chmod(1) reads them: `755`, `u+x`, `go-w`, `a=r`. */

/** The bits after the change; null where `text` is no mode. New rights follow a mask of 022. */
export function changeMode(text: string, old: number, folder: boolean): number | null {
  if (/^[0-7]{1,4}$/.test(text)) return Number.parseInt(text, 8);
  let mode = old;
  for (const clause of text.split(',')) {
    const found = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)$/.exec(clause);
    if (!found) return null;
    const [, who = '', actions = ''] = found;
    for (const [, sign = '', rights = ''] of actions.matchAll(/([-+=])([^-+=]*)/g)) {
      mode = apply(mode, who, sign, rights, folder);
    }
  }
  return mode;
}

const shifts: Readonly<Record<string, number>> = { u: 6, g: 3, o: 0 };

function apply(mode: number, who: string, sign: string, rights: string, folder: boolean): number {
  const all = who === '' || who.includes('a');
  const classes = all ? ['u', 'g', 'o'] : ['u', 'g', 'o'].filter((one) => who.includes(one));
  let next = mode;
  for (const one of classes) {
    const shift = shifts[one] ?? 0;
    let bits = bitsOf(rights, mode, folder);
    // Without a class what the mask takes away is left alone.
    if (who === '' && one !== 'u') bits &= ~2;
    if (sign === '+') next |= bits << shift;
    else if (sign === '-') next &= ~(bits << shift);
    else next = (next & ~(7 << shift)) | (bits << shift);
  }
  return next;
}

function bitsOf(rights: string, mode: number, folder: boolean): number {
  const copied = shifts[rights];
  if (copied !== undefined) return (mode >> copied) & 7;
  let bits = 0;
  for (const letter of rights) {
    if (letter === 'r') bits |= 4;
    if (letter === 'w') bits |= 2;
    if (letter === 'x' || (letter === 'X' && (folder || (mode & 0o111) !== 0))) bits |= 1;
  }
  return bits;
}
