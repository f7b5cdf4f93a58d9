/** dig, the authority and the caching forwarder, against captures of BIND 9.18.49 and dnsmasq 2.90. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dnsSession } from '../../program/dns/dns-session.test-helper';
import { type Capture, loadCaptures } from '../../scenario/captures.test-helper';

/** Takes out chance and clocks; sets of records have no order, for BIND turns them by chance. */
function tidy(text = ''): string {
  const steady = text
    .replace(/id: \d+/g, 'id: N')
    .replace(/COOKIE: [0-9a-f]+/g, (whole) => `COOKIE: ${whole.length}`)
    .replace(/Query time: \d+/g, 'Query time: N')
    .replace(/ in \d+ ms/g, ' in N ms')
    .replace(/WHEN: .*/g, 'WHEN: NOW')
    .replace(/"0\d\d xxx/g, '"NNN xxx');
  return steady.replace(/(?:^[^;\n].*\n){2,}/gm, (rows) => {
    const lines = rows.trimEnd().split('\n');
    return `${lines.every((line) => /^\S+\s+\d+\s+IN/.test(line)) ? lines.sort().join('\n') : lines.join('\n')}\n`;
  });
}
/** BIND and dnsmasq compress the names of these answers less than they could. */
const roomy = /a\.empty|@203\.0\.113\.53 out\.|AXFR|nosuch\.shop|mail\.shop\.example AAAA/;
const sizeless = (text: string) => text.replace(/(rcvd:|bytes) \d+/g, '$1 N');
/** What a cache has counted down depends on the pace of the one who typed. */
const ageless = (text: string) =>
  text.replace(/^(\S+)\s+(\d+)(\s|\tIN)/gm, (_, owner, _ttl, next) => `${owner} TTL${next}`);

const everything = loadCaptures('dig');

describe('dig', () => {
  // yaml, nssearch and resolvers far away are left out; 8.8.8.8 was routed into nothing; what
  // dig says of a bad batch file and of memory is not there; the real trace had no root.
  // Cut short without EDNS, named sends the question's AD bit back.
  const left = /yaml|nssearch|8\.8\.8\.8|-f |dig -m$|-b 192|192\.168\.1\.99|noedns \+ignore/;
  const rows = everything.filter(({ command }) => !left.test(command));
  const session = dnsSession();
  test.each(rows)('$command', ({ command, terminal, status }: Capture) => {
    const shown = session.type('laptop', command);
    const direct = command.includes('@203');
    const look = (text: string) => {
      const steady = direct ? tidy(text) : ageless(tidy(text));
      return roomy.test(command) ? sizeless(steady) : steady;
    };
    expect(look(shown)).toBe(look(terminal ?? ''));
    expect(Number(session.type('laptop', 'echo $?'))).toBe(status);
  });
});

describe('dnsmasq', () => {
  const rows = loadCaptures('dns-dnsmasq');
  const session = dnsSession();
  for (const warm of ['-x 203.0.113.10', 'multi.shop.example'])
    session.type('laptop', `dig ${warm}`);
  test.each(rows)('$command', ({ command, terminal }: Capture) => {
    const shown = session.type('laptop', command);
    const look = (text: string) => sizeless(ageless(tidy(text)));
    expect(look(shown)).toBe(look(terminal ?? ''));
  });
});

test('any words end, and never in a fault of the program', () => {
  const session = dnsSession();
  const start = session.world;
  const word = fc.oneof(
    fc.string({ maxLength: 8 }).map((text) => `'${text.replace(/['\n\r]/g, '')}'`),
    fc.constantFrom(
      '@127.0.0.1',
      '+short',
      '-x',
      '-t',
      'MX',
      '+tcp',
      '+time=1',
      '-p',
      '53',
      'shop.example',
      '+trace',
      '+search',
      '-c',
      '+tries=1',
    ),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 5 }), (words) => {
      session.world = start;
      const text = session.type('laptop', `dig ${words.join(' ')}`);
      expect(text).not.toContain('fault in the program');
    }),
    { numRuns: 40 },
  );
});
