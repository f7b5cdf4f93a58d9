/** ping over the simulated network, against captures of iputils 20221126. */
import { describe, expect, test } from 'vitest';
import { loadCaptures } from '../../scenario/captures.test-helper';
import { homeScenario, Session } from '../../scenario/scenario-fixtures';

/** Takes the times out; how long a dead host is looked for is the kernel's. */
const timeless = (text = '') =>
  text
    .replace(/time=[\d.]+ ms/g, 'time=T ms')
    .replace(/mdev = [\d./]+ ms/g, 'mdev = T ms')
    .replace(/time \d+ms/g, (whole) => `time ${Math.round(Number(whole.slice(5, -2)) / 500) / 2}s`)
    .replace('^C', '');

describe('ping', () => {
  // An IPv4 localhost without its name, and arguments that only warn, are left out.
  const left = /-4 -c 1 localhost|-W x|-i 0|-c 2 -W 1|-w 2|-t 1|^ping 192|-c 5/;
  const rows = loadCaptures('ping').filter(
    ({ command, columns }) => !left.test(command) && columns,
  );
  const session = new Session();
  test.each(rows)('$command', ({ command, terminal, status }) => {
    expect(timeless(session.type('phone', command))).toBe(timeless(terminal));
    expect(Number(session.type('phone', 'echo $?'))).toBe(status);
  });

  test('ends by Ctrl-C with its count', () => {
    session.type('phone', 'ping laptop');
    const text = session.key('phone', 'C');
    expect(text).toMatch(
      /^\^C\n--- laptop ping statistics ---\n(\d+) packets transmitted, \1 received, 0% /,
    );
  });

  test('silence is loss, and not an error', () => {
    const firewall = [{ hook: 'in' as const, action: 'drop' as const }];
    const silent = new Session(homeScenario({ laptop: { firewall } }));
    expect(silent.type('phone', 'ping -c 2 -W 1 192.168.1.20')).toMatch(
      /^PING 192\.168\.1\.20 .*\n\n--- 192\.168\.1\.20 ping statistics ---\n2 packets transmitted, 0 received, 100% packet loss, time 1000ms\n\n$/,
    );
    expect(silent.type('phone', 'echo $?')).toBe('1\n');
  });
});
