/** Which hosts the targets of a command line of nmap mean. */
import type { Routine } from '../../host/program';
import { readFile } from '../../host/system';
import { isAddress6 } from '../../packet/address';
import { lookupHost } from '../../program/resolve';

export type Target = { addr: string; name: string | null; others: string[] };
export type Targets = { targets: Target[]; complaints: string };

/** No more addresses are scanned by one word. */
const MOST = 256;

/** The addresses of `192.168.1.0/24`, `192.168.1.1-9` or `10.0.0,1.5`; null: this is a name. */
export function expandAddresses(word: string): string[] | null {
  const match = /^(\d+(?:[-,\d]*))\.([-,\d]+)\.([-,\d]+)\.([-,\d]+)(?:\/(\d{1,2}))?$/.exec(word);
  if (!match) return null;
  const [, a = '', b = '', c = '', d = '', length] = match;
  const octets = [a, b, c, d].map(readOctet);
  if (octets.some((values) => values === null)) return null;
  let found = [''];
  for (const values of octets as number[][]) {
    found = found.flatMap((head) =>
      values.map((value) => (head === '' ? `${value}` : `${head}.${value}`)),
    );
    if (found.length > MOST) return [];
  }
  const [only] = found;
  if (length === undefined || found.length > 1 || only === undefined) return found;
  const bits = Number(length);
  if (bits > 32) return null;
  if (bits < 24) return [];
  const size = 2 ** (32 - bits);
  const last = Number(only.split('.')[3]);
  const head = only.slice(0, only.lastIndexOf('.'));
  const low = last - (last % size);
  return Array.from({ length: size }, (_, at) => `${head}.${low + at}`);
}

function readOctet(text: string): number[] | null {
  const values: number[] = [];
  for (const part of text.split(',')) {
    const range = /^(\d{0,3})(-?)(\d{0,3})$/.exec(part);
    if (!range || part === '') return null;
    const low = range[1] === '' ? 0 : Number(range[1]);
    const high = range[2] === '' ? low : range[3] === '' ? 255 : Number(range[3]);
    if (low > 255 || high > 255 || low > high) return null;
    for (let value = low; value <= high; value += 1) values.push(value);
  }
  return values;
}

export function* findTargets(words: readonly string[]): Routine<Targets> {
  const targets: Target[] = [];
  let complaints = '';
  for (const word of words) {
    if (isAddress6(word)) {
      complaints += `${word} looks like an IPv6 target specification -- you have to use the -6 option.\n`;
      continue;
    }
    const addrs = expandAddresses(word);
    if (addrs?.length === 0) {
      complaints += `nmap: more than ${MOST} addresses by one word (${word}) are not in this simulation\n`;
      continue;
    }
    if (addrs) {
      targets.push(...addrs.map((addr) => ({ addr, name: null, others: [] })));
      continue;
    }
    const found = yield* lookupHost(word, 4);
    const [addr] = found.ok ? found.addrs : [];
    if (!found.ok || addr === undefined) {
      complaints += `Failed to resolve "${word}".\n`;
      continue;
    }
    const all = yield* lookupHost(word);
    const others = [...new Set(all.ok ? all.addrs : [])].filter((one) => one !== addr);
    targets.push({ addr, name: word, others });
  }
  return { targets, complaints };
}

/** Whether resolv.conf names a server, which nmap asks by itself. */
export function* hasNameServer(): Routine<boolean> {
  const text = yield* readFile('/etc/resolv.conf');
  return text.ok && /^\s*nameserver\s+\S/m.test(text.value);
}
