/** host and nslookup against captures of BIND 9.18.49. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dnsSession } from '../../program/dns/dns-session.test-helper';
import { type Capture, loadCaptures } from '../../scenario/captures.test-helper';

/** Takes out chance; the order within a set is chance too. */
function tidy(text = ''): string {
  return text
    .replace(/id: \d+/g, 'id: N')
    .replace(/in \d+ ms/g, 'in N ms')
    .replace(/^(\S+\t+)\d+(\tIN)/gm, '$1TTL$2')
    .split('\n\n')
    .map((part) => part.split('\n').sort().join('\n'))
    .join('\n\n');
}

describe('host and nslookup', () => {
  // Left out: comparing SOAs, the answer's inner form, and a server that is only silent.
  const left = /-C |-debug|192\.168\.1\.99/;
  const rows = loadCaptures('dns-host').filter(({ command }) => !left.test(command));
  const session = dnsSession();
  test.each(rows)('$command', ({ command, terminal, status }: Capture) => {
    expect(tidy(session.type('laptop', command))).toBe(tidy(terminal));
    expect(Number(session.type('laptop', 'echo $?'))).toBe(status);
  });
});

test('any words end, and never in a fault of the program', () => {
  const session = dnsSession();
  const start = session.world;
  const word = fc.oneof(
    fc.string({ maxLength: 8 }).map((text) => `'${text.replace(/['\n\r]/g, '')}'`),
    fc.constantFrom('127.0.0.1', '-t', 'MX', '-T', '-W', '1', '-p', '53', 'shop.example', '-v'),
    fc.constantFrom('-type=MX', '-port=53', '-timeout=1', '-retry=1', '-vc', 'a..b', '-a'),
  );
  fc.assert(
    fc.property(
      fc.constantFrom('host', 'nslookup'),
      fc.array(word, { maxLength: 5 }),
      (tool, words) => {
        session.world = start;
        const text = session.type('laptop', `${tool} ${words.join(' ')}`);
        expect(text).not.toContain('fault in the program');
      },
    ),
    { numRuns: 40 },
  );
});
