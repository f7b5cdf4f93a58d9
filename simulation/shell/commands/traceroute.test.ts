/** traceroute over the simulated network, against captures of version 2.1.2 in the same network. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadCaptures } from '../../scenario/captures.test-helper';
import { ProbeSession, probeScenario } from '../../scenario/probe-worlds.test-helper';
import { readTracerouteSettings } from './traceroute-settings';

const timeless = (text = '') =>
  text
    .replace(/\d+\.\d{3} ms/g, 'T ms')
    .replace('Temporary failure in name resolution', 'Name or service not known');

/** Linux sends few ICMP errors a second; which ones come through is chance, and left out here. */
const limited = (text = '') => / \d+  \* \* \*|!N \*|ms \* \*/.test(text);

describe('traceroute', () => {
  const rows = loadCaptures('traceroute').filter(
    ({ terminal, command }) =>
      (command.includes('192.168.1.99') || !limited(terminal)) && !command.includes('-m 3'),
  );
  test.each(rows)('$command', ({ command, terminal, status }) => {
    const session = new ProbeSession();
    expect(timeless(session.type('phone', command))).toBe(timeless(terminal));
    expect(Number(session.type('phone', 'echo $?'))).toBe(status);
  });

  test('a firewall that is silent shows as stars', () => {
    const scenario = probeScenario();
    const { web } = scenario.hosts;
    if (web) web.firewall = [{ hook: 'in', proto: 'udp', action: 'drop' }];
    const silent = new ProbeSession(scenario);
    expect(timeless(silent.type('phone', 'traceroute -n -m 3 -w 1 web'))).toBe(
      'traceroute to web (203.0.113.10), 3 hops max, 60 byte packets\n' +
        ' 1  192.168.1.1  T ms  T ms  T ms\n 2  * * *\n 3  * * *\n',
    );
  });

  test('a router that has no way on says so', () => {
    const shown = timeless(new ProbeSession().type('phone', 'traceroute -n 10.0.0.1'));
    expect(shown).toMatch(
      /^traceroute to 10\.0\.0\.1 \(10\.0\.0\.1\), 30 hops max, 60 byte packets\n 1  192\.168\.1\.1  T ms !N.*\n$/,
    );
  });
});

test('any words end with settings, a complaint or help', () => {
  const known = ['-n', '-m', '3', '-q', '-w', '1', 'web', '--max-hops=3', '-I', '60', '-n4'];
  const word = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom(...known));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (line) => {
      const read = readTracerouteSettings(line);
      if (typeof read === 'object' && 'text' in read) expect(read.text).toMatch(/\n$/);
    }),
    { numRuns: 500 },
  );
});
