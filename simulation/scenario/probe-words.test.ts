/** What an unmet probe says must be what happened, with its own figures. */
import { expect, test } from 'vitest';
import type { Action } from '@/contract/action';
import type { Check } from '@/contract/scenario';
import { checkMoment } from './check-world';
import { programTable } from './program-table';
import { homeScenario, Session } from './scenario-fixtures';

type Do = (session: Session) => void;

const url = 'http://192.168.1.20:8000/';
const page = (at = url): Check => ({ http: { from: 'phone', url: at, status: 200 } });
const port = (to = '192.168.1.20'): Check => ({
  probe: { from: 'phone', to, port: 8000, is: 'open' },
});

function observe(prepare: Do, check: Check): string {
  const session = new Session();
  prepare(session);
  const moment = { world: session.world, events: [], programs: programTable };
  const { met, observed } = checkMoment(moment, check);
  expect(met).toBe(false);
  return observed;
}

const serve: Do = (session) => session.type('laptop', 'python3 -m http.server 8000');
const wall =
  (...rules: Extract<Action, { do: 'firewall' }>['rules']): Do =>
  (session) =>
    session.do({ do: 'firewall', host: 'laptop', rules });

test.each<[string, Do, Check, string]>([
  [
    'a server stopped by Ctrl-Z',
    (session) => {
      serve(session);
      session.key('laptop', 'Z');
    },
    page(),
    `phone to ${url}: connected after 2 ms, but no reply within 30 s`,
  ],
  [
    'a server that never answers',
    (session) => session.type('laptop', 'nc -lk 8000'),
    page(),
    `phone to ${url}: connected after 2 ms, but no reply within 30 s`,
  ],
  [
    'a server that closes without a word',
    (session) => session.type('laptop', 'nc -lN 8000 </dev/null'),
    page(),
    `phone to ${url}: connected after 2 ms, then closed without a reply after 2 ms`,
  ],
  [
    'a server of another protocol',
    (session) => session.type('laptop', 'echo hello | nc -l 8000'),
    page(),
    `phone to ${url}: connected after 2 ms, but what came is no HTTP`,
  ],
  ['another status', serve, page(`${url}nosuch`), `phone got status 404 from ${url}nosuch`],
  ['nobody there', () => {}, page(), `phone to ${url}: refused after 2 ms`],
  [
    'a rule that drops',
    (session) => {
      serve(session);
      wall({ hook: 'in', proto: 'tcp', action: 'drop' })(session);
    },
    page(),
    `phone to ${url}: no answer, timed out after 131 s`,
  ],
  [
    'a rule that answers for a missing host',
    wall({ hook: 'in', proto: 'tcp', action: 'reject-host' }),
    page(),
    `phone to ${url}: unreachable after 2 ms`,
  ],
  ['a machine that is not there', () => {}, port('192.168.1.99'), 'unreachable after 3 s'],
  ['a network without a way', () => {}, port('203.0.113.7'), 'unreachable after 0 ms'],
  ['a name that nobody knows', () => {}, page('http://nosuch:8000/'), 'the name is not known'],
  [
    'an asker without a free port of its own',
    (session) => {
      session.type('laptop', 'nc -lk 8000');
      session.type('phone', 'sudo sysctl -w net.ipv4.ip_local_port_range="40000 40000"');
      session.type('phone', 'nc 192.168.1.20 8000');
    },
    port(),
    'cannot connect: Cannot assign requested address',
  ],
  [
    'the asker switched off',
    (session) => session.do({ do: 'power', host: 'phone', state: 'off' }),
    port(),
    'phone is switched off',
  ],
])('%s', (_, prepare, check, words) => {
  expect(observe(prepare, check)).toContain(words);
});

test('a name whose addresses are all silent is not a host that is switched off', () => {
  const files = { '/etc/hosts': '127.0.0.5 two\n127.0.0.6 two\n' };
  const session = new Session(homeScenario({ phone: { files } }));
  const rules = [{ hook: 'in', proto: 'tcp', action: 'drop' }] as const;
  session.do({ do: 'firewall', host: 'phone', rules: [...rules] });
  const moment = { world: session.world, events: [], programs: programTable };
  expect(checkMoment(moment, port('two'))).toEqual({
    met: false,
    observed: 'phone to two:8000: still no answer after 200 s',
  });
});
