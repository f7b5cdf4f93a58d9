/** Names near to a mistyped one, as command-not-found finds them. */

/** Number of letters added, dropped, changed or swapped with their neighbour. */
export function editDistance(a: string, b: string): number {
  const width = b.length + 1;
  let before: number[] = [];
  let last = Array.from({ length: width }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j < width; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      }
      row.push(least);
    }
    before = last;
    last = row;
  }
  return last[width - 1] ?? 0;
}

/** At most three names, nearest first: one slip away, or two in a longer name with the same first letter. */
export function suggestNames(typed: string, names: readonly string[]): string[] {
  if (typed.length < 2 || typed.length > 30) return [];
  return [...new Set(names)]
    .map((name) => ({ name, slips: editDistance(typed.toLowerCase(), name) }))
    .filter(({ name, slips }) => slips <= (typed.length >= 6 && name[0] === typed[0] ? 2 : 1))
    .sort((a, b) => a.slips - b.slips || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Tools that learners know from elsewhere, and what this terminal has in their place. */
const alternatives: Readonly<Record<string, string>> = {
  code: 'nano',
  dig: 'getent',
  egrep: 'grep -E',
  emacs: 'nano',
  gedit: 'nano',
  host: 'getent',
  htop: 'ps aux',
  ifconfig: 'ip addr',
  killall: 'pkill',
  less: 'cat',
  ll: 'ls -l',
  more: 'cat',
  netcat: 'nc',
  nslookup: 'getent',
  pico: 'nano',
  route: 'ip route',
  su: 'sudo',
  telnet: 'nc',
  top: 'ps aux',
  tree: 'ls -R',
  vi: 'nano',
  vim: 'nano',
  wget: 'curl',
};

/** A command that does here what `name` does elsewhere, null where there is none. */
export function findAlternative(name: string, names: readonly string[]): string | null {
  const other = Object.hasOwn(alternatives, name) ? alternatives[name] : undefined;
  return other !== undefined && names.includes(other.split(' ')[0] ?? '') ? other : null;
}
