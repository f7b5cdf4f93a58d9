/** What dig and its trace share: the question they send, and the lines at the top. */
import type { Routine } from '../../host/program';
import { print, sys } from '../../host/system';
import { COOKIE, createQuery, type Message } from '../../program/dns/message';
import type { Name } from '../../program/dns/name';
import type { DigLookup } from './dig-plus';
import { digVersion } from './dig-usage';

export type Banner = { text: string; found: boolean; shown: boolean };

export function* showBanner(banner: Banner, lookup: DigLookup, servers: number): Routine {
  if (banner.shown || !lookup.show.cmd) return;
  banner.shown = true;
  const count = `; (${servers} server${servers === 1 ? '' : 's'} found)\n`;
  yield* print(`\n; <<>> ${digVersion} <<>>${banner.text}\n${banner.found ? count : ''}`);
  yield* print(';; global options: +cmd\n');
}

/** A random question; the cookie is eight bytes (RFC 7873, 4.1). */
export function* createDigQuery(lookup: DigLookup, name: Name): Routine<Message> {
  const numbers: number[] = [];
  for (const below of [65536, 65536, 65536, 65536, 65536]) {
    const random = yield* sys.random(below);
    numbers.push(random.ok ? random.value : 0);
  }
  const [id = 0, ...halves] = numbers;
  const bytes = halves.map((one) => String.fromCharCode(one >>> 8, one & 255)).join('');
  const options = lookup.cookie ? [{ code: COOKIE, bytes }] : [];
  const edns = { size: lookup.size, version: 0, dnssec: lookup.dnssec, options };
  const { type, class: kind, recurse: rd, ad, cd } = lookup;
  const question = { name, type, class: kind };
  return createQuery(id, question, { rd, ad, cd }, lookup.edns ? edns : null);
}
