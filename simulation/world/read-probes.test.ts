/** What an attempt rules out, over the lessons' scenarios and a few worlds of its own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { probeReasons } from '@/content/messages/probe';
import type { FirewallRule } from '@/contract/action';
import { type HostSpec, type ScenarioSource, scenario } from '@/contract/scenario';
import { dnsSession } from '../program/dns/dns-session.test-helper';
import { tlsScenario } from '../program/tls/tls-files.test-helper';
import { homeScenario, Session } from '../scenario/scenario-fixtures';
import type { Probe } from './probe';
import { readProbes } from './read-probes';

const lessons = join(import.meta.dirname, '../../content/lessons');

function load(slug: string, id: string): ScenarioSource {
  const text = readFileSync(join(lessons, slug, 'scenarios', `${id}.yaml`), 'utf8');
  return scenario.parse(parse(text));
}

/** A session of a lesson's scenario after its first `steps` prepared steps. */
function lesson(slug: string, id: string, steps: number): Session {
  const source = load(slug, id);
  const session = new Session(source);
  for (const { action } of source.steps.slice(0, steps)) session.do(action);
  return session;
}

const signs = { passed: '+', failed: 'x', unknown: '?', unused: '-' } as const;

/** Name, route, firewall, listener, protocol, app: `-+?x??`. */
const marks = ({ findings }: Probe) => findings.map(({ verdict }) => signs[verdict]).join('');
const reasons = ({ findings }: Probe) => findings.map(({ reason }) => reason);

function last(session: Session): Probe {
  const probe = readProbes(session.events).at(-1);
  if (probe === undefined) throw new Error('nothing was tried');
  return probe;
}

function withRule(rule: FirewallRule, line: string): Probe {
  const session = new Session();
  session.type('laptop', 'python3 -m http.server 8000', 0);
  session.do({ do: 'firewall', host: 'laptop', rules: [rule] });
  session.type('phone', line);
  return last(session);
}

const named = { '/etc/hosts': '127.0.0.1 localhost\n192.168.1.20 laptop\n' };
const withName = () => new Session(homeScenario({ phone: { files: named } }));

describe('the bench of "Which address"', () => {
  test('nothing was tried before the phone asks', () => {
    expect(readProbes(lesson('which-address', 'which-address', 3).events)).toEqual([]);
  });

  test('a server on 127.0.0.1 refuses the phone: the listener, or a rule that rejects', () => {
    const probe = last(lesson('which-address', 'which-address', 4));
    const { host, program, addr, port, name } = probe;
    expect({ host, program, addr, port, name }).toEqual({
      ...{ host: 'phone', program: 'browser', name: null },
      ...{ addr: '192.168.1.20', port: 8000 },
    });
    expect(marks(probe)).toBe('-+?x??');
    expect(reasons(probe).slice(0, 4)).toEqual(['literal', 'answered', 'not-dropped', 'refused']);
  });

  test('status 400 by ALLOWED_HOSTS stops at the app and nowhere before', () => {
    const probe = last(lesson('which-address', 'which-address', 8));
    expect(marks(probe)).toBe('-++++x');
    expect(probe.status).toBe(400);
  });

  test('a page rules out all six', () => {
    const session = lesson('which-address', 'which-address', 10);
    expect(marks(last(session))).toBe('-+++++');
    expect(readProbes(session.events).map(marks)).toEqual(['-+?x??', '-++++x', '-+++++']);
  });

  test('the laptop calls itself: no packet leaves it', () => {
    const probe = last(lesson('which-address', 'which-address', 11));
    expect(probe.host).toBe('laptop');
    expect(reasons(probe)[1]).toBe('own-host');
  });

  test('every moment of the walk has six findings, and a later moment knows no less', () => {
    const { events } = lesson('which-address', 'which-address', 11);
    let known = 0;
    for (let end = 1; end <= events.length; end += 1) {
      const probes = readProbes(events.slice(0, end));
      expect(probes.every(({ findings }) => findings.length === 6)).toBe(true);
      const sum = probes
        .flatMap(({ findings }) => findings)
        .filter(({ verdict }) => verdict !== 'unknown').length;
      expect(sum).toBeGreaterThanOrEqual(known);
      known = sum;
    }
  });
});

describe('a name that is asked for on the network', () => {
  const firewall = [{ hook: 'in' as const, action: 'drop' as const }];
  const nameAnd = (session: Session) => {
    const asked = readProbes(session.events).filter(({ addr }) => addr === null);
    return asked.map((probe) => [probe.name, marks(probe), reasons(probe)[0]]);
  };
  const lines = ['curl http://shop.example/', 'ping -c 1 shop.example', 'nc -z shop.example 80'];

  test.each(lines)('%s: a silent server says nothing of the name', (line) => {
    const session = dnsSession({ gw: { firewall } });
    session.type('laptop', line);
    expect(nameAnd(session)).toEqual([['shop.example', 'x?????', 'no-resolver']]);
  });

  test('a server that says there is no such name has settled it', () => {
    const session = dnsSession();
    session.type('laptop', 'curl http://nosuch.shop.example/');
    expect(nameAnd(session)).toEqual([['nosuch.shop.example', 'x?????', 'no-such-name']]);
  });

  test('one that reaches no other server fails, which settles nothing', () => {
    const session = dnsSession({ ns: { firewall } });
    session.type('laptop', 'curl http://shop.example/');
    expect(nameAnd(session)).toEqual([['shop.example', 'x?????', 'no-resolver']]);
  });

  test('a browser asks for each page anew', () => {
    const session = dnsSession();
    session.browse('laptop', 'http://nosuch.shop.example/');
    session.do({ do: 'firewall', host: 'gw', rules: firewall });
    session.browse('laptop', 'http://other.shop.example/');
    expect(nameAnd(session).map(([, , reason]) => reason)).toEqual(['no-such-name', 'no-resolver']);
  });
});

describe('the benches of "What listening is"', () => {
  test('a socket that is bound and does not listen is refused like none', () => {
    const probe = last(lesson('what-listening-is', 'five-lines', 3));
    expect([probe.program, marks(probe)]).toEqual(['nc', '-+?x??']);
  });

  test('connected and mute: the listener is there, of the app nothing is known', () => {
    const probe = last(lesson('what-listening-is', 'five-lines', 5));
    expect(marks(probe)).toBe('-+++??');
    expect(reasons(probe).slice(4)).toEqual(['nothing-said', 'nothing-said']);
  });

  test('a question that only the kernel has acknowledged is not answered', () => {
    const probe = last(lesson('what-listening-is', 'five-lines', 7));
    expect(marks(probe)).toBe('-+++??');
    expect(reasons(probe).at(-1)).toBe('no-reply');
  });

  test('an answer to nc proves the program, and no protocol', () => {
    expect(marks(last(lesson('what-listening-is', 'five-lines', 10)))).toBe('-+++-+');
  });

  test('a program that crashes under a connection cuts it off', () => {
    const session = lesson('what-listening-is', 'five-lines', 7);
    const args = { status: 1 };
    session.do({ do: 'call', host: 'laptop', process: 'server', call: 'exit', args });
    expect([marks(last(session)), reasons(last(session)).at(-1)]).toEqual(['-+++?x', 'cut-off']);
  });

  test('a full queue is silence: route, firewall and listener cannot be told apart', () => {
    const probe = last(lesson('what-listening-is', 'full-queue', 6));
    expect(marks(probe)).toBe('-?????');
    expect(reasons(probe).slice(1, 4)).toEqual(['silence', 'same-silence', 'same-silence']);
    expect(probe.tries).toBeGreaterThan(1);
  });

  test('a drop on the loopback is silence without a way to doubt', () => {
    const session = lesson('what-listening-is', 'listening-with-nc', 0);
    const rule: FirewallRule = { hook: 'in', proto: 'tcp', dport: 9000, action: 'drop' };
    session.do({ do: 'firewall', host: 'laptop', rules: [rule] });
    session.type('laptop', 'nc -zv -w 3 127.0.0.1 9000');
    expect(marks(last(session))).toBe('-+????');
    expect(reasons(last(session))[2]).toBe('own-silence');
  });
});

describe('names', () => {
  test.each([
    'curl http://nosuch.example/',
    'curl -s http://nosuch.example/',
    'curl -v http://nosuch.example/',
    'nc -zv nosuch.example 80',
    'ssh you@nosuch.example',
    'ping -c 1 nosuch.example',
  ])('%s stops at the name, and nothing was sent', (line) => {
    const session = new Session();
    session.type('phone', line);
    const probes = readProbes(session.events);
    expect(probes.map(marks)).toEqual(['x?????']);
    expect(probes[0]).toMatchObject({ name: 'nosuch.example', addr: null, host: 'phone' });
  });

  test('a browser that finds no address stops at the name', () => {
    const session = new Session();
    session.browse('phone', 'http://nosuch.example/');
    expect(readProbes(session.events).map(marks)).toEqual(['x?????']);
    expect(last(session)).toMatchObject({ name: 'nosuch.example', program: 'browser' });
  });

  test.each(['curl -m 2 http://laptop:8000/', 'nc -zv -w 2 laptop 8000'])(
    '%s passes the name and says to which address',
    (line) => {
      const session = withName();
      session.type('phone', line);
      expect(last(session)).toMatchObject({ name: 'laptop', addr: '192.168.1.20' });
      expect(marks(last(session))).toBe('++?x??');
    },
  );

  test('localhost is two attempts of curl, one for each address', () => {
    const session = new Session();
    session.type('phone', 'curl http://localhost:9999/');
    expect(readProbes(session.events).map(({ name, addr }) => `${name} ${addr}`)).toEqual([
      'localhost 127.0.0.1',
      'localhost ::1',
    ]);
  });
});

describe('ways and rules', () => {
  test.each([
    ['nc -zv 10.9.9.9 80', 'no-route'],
    ['nc -zv 192.168.1.99 80', 'nobody-there'],
  ])('%s stops at the route', (line, reason) => {
    const session = new Session();
    session.type('phone', line);
    expect(marks(last(session))).toBe('-x????');
    expect(reasons(last(session))[1]).toBe(reason);
  });

  const tcp = { hook: 'in', proto: 'tcp', dport: 8000 } as const;
  const call = 'nc -zv -w 4 192.168.1.20 8000';

  test('a rule that drops is silence', () => {
    expect(marks(withRule({ ...tcp, action: 'drop' }, call))).toBe('-?????');
  });

  test('a rule that rejects with RST looks exactly like no listener', () => {
    const rejected = withRule({ ...tcp, action: 'reject-rst' }, call);
    const session = new Session();
    session.type('phone', call);
    expect(rejected.findings).toEqual(last(session).findings);
  });

  test.each(['reject-port', 'reject-admin', 'reject-host'] as const)(
    'a rule that rejects by ICMP (%s) gives itself away: no kernel answers a SYN so',
    (action) => {
      const probe = withRule({ ...tcp, action }, call);
      expect(marks(probe)).toBe('-+x???');
      expect(probe.icmp?.from).toBe('192.168.1.20');
    },
  );
});

describe('a router between two networks', () => {
  const plain = { kind: 'server', user: 'you', terminals: 1, browser: false } as const;
  const rest = { firewall: [], sysctl: {} };
  const far = (addr: string, lan: string, via: string): HostSpec => ({
    ...plain,
    ...rest,
    forward: false,
    interfaces: { eth0: { lan, addr } },
    routes: [{ to: 'default', via }],
  });
  const session = () =>
    new Session({
      id: 'routed',
      startsAt: '2026-11-23T13:10:49Z',
      lans: ['home', 'office'],
      hosts: {
        laptop: far('192.168.1.20/24', 'home', '192.168.1.1'),
        server: far('198.51.100.7/24', 'office', '198.51.100.1'),
        router: {
          ...plain,
          ...rest,
          forward: true,
          interfaces: {
            eth0: { lan: 'home', addr: '192.168.1.1/24' },
            eth1: { lan: 'office', addr: '198.51.100.1/24' },
          },
        },
      },
    });

  test('what it passes on is no attempt of its own', () => {
    const routed = session();
    routed.type('laptop', 'nc -zv 198.51.100.7 80');
    routed.type('laptop', 'nc -zvu 198.51.100.7 53');
    routed.type('laptop', 'ping -c 2 198.51.100.7');
    const probes = readProbes(routed.events);
    expect(probes.map(({ host }) => host)).toEqual(['laptop', 'laptop', 'laptop']);
    expect(probes.map(marks)).toEqual(['-+?x??', '-+?x??', '-+????']);
  });

  test('its word that the way ends is a failure of the route', () => {
    const routed = session();
    routed.type('laptop', 'nc -zv -w 5 203.0.113.9 80');
    expect(marks(last(routed))).toBe('-x????');
    expect(last(routed).icmp).toEqual({ type: 'net-unreachable', from: '192.168.1.1' });
  });
});

describe('UDP and ping', () => {
  test('no socket: port-unreachable stops at the listener', () => {
    const session = new Session();
    session.type('phone', 'nc -zvu 192.168.1.20 5353');
    expect(readProbes(session.events).map(marks)).toEqual(['-+?x??']);
    expect(last(session)).toMatchObject({ proto: 'udp', program: 'nc', port: 5353 });
  });

  test('no reply says nothing, although nc prints succeeded', () => {
    const session = new Session();
    session.type('laptop', 'nc -lun 5353');
    session.type('phone', 'nc -zvu 192.168.1.20 5353');
    expect(readProbes(session.events).map(marks)).toEqual(['-?????']);
  });

  test('a reply is no attempt of the one who replies', () => {
    const session = new Session();
    session.type('laptop', 'nc -lun 5353');
    session.type('phone', 'nc -u 192.168.1.20 5353');
    session.do({ do: 'type', host: 'phone', tty: 0, line: 'hello' });
    session.do({ do: 'type', host: 'laptop', tty: 0, line: 'welcome' });
    expect(readProbes(session.events).map(marks)).toEqual(['-+++-+']);
  });

  test('ping proves the way, and of programs it says nothing', () => {
    const session = new Session();
    session.type('phone', 'ping -c 2 192.168.1.20');
    expect(readProbes(session.events).map(marks)).toEqual(['-+????']);
  });

  test('ping to nobody stops at the route', () => {
    const session = new Session();
    session.type('phone', 'ping -c 1 192.168.1.99');
    expect(readProbes(session.events).map(marks)).toEqual(['-x????']);
  });
});

describe('protocols', () => {
  test('HTTP spoken by hand is HTTP', () => {
    const session = new Session();
    session.type('laptop', 'python3 -m http.server 8000');
    session.type('phone', "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc 192.168.1.20 8000");
    expect(marks(last(session))).toBe('-+++++');
  });

  test('https to a server of SSH is answered in another protocol', () => {
    const session = new Session();
    session.type('laptop', 'curl -m 2 https://192.168.1.50:22/');
    expect(marks(last(session))).toBe('-+++x?');
  });

  test('a command by ssh passes all', () => {
    const session = new Session();
    session.type('laptop', 'ssh 192.168.1.50 hostname');
    expect(marks(last(session))).toBe('-+++++');
  });

  test('status 404 is an answer of the app', () => {
    const session = new Session();
    session.type('laptop', 'python3 -m http.server 8000');
    session.type('phone', 'curl -s http://192.168.1.20:8000/nothing');
    expect([marks(last(session)), last(session).status]).toEqual(['-++++x', 404]);
  });
});

test('every sentence about every attempt is whole', () => {
  const sessions = [
    lesson('which-address', 'which-address', 11),
    lesson('what-listening-is', 'five-lines', 14),
    lesson('what-listening-is', 'full-queue', 7),
  ];
  for (const session of sessions) {
    for (const probe of readProbes(session.events)) {
      for (const { reason } of probe.findings) {
        const said = probeReasons[reason]({ ...probe, waited: 10 });
        expect(said).not.toMatch(/undefined|null|NaN/);
        expect(said).toMatch(/^[A-Z0-9a-z].*$/);
      }
    }
  }
});

describe('inside TLS', () => {
  const over = (line: string) => {
    const session = new Session(tlsScenario());
    session.type('phone', line);
    return last(session);
  };

  test('an answer that the client shows is the app’s, one that it hides is nobody’s', () => {
    const shown = over('curl -sv https://shop.example:8443/');
    expect([marks(shown), shown.status, reasons(shown).at(-1)]).toEqual(['++++++', 200, 'status']);
    const hidden = over('curl -s -o /dev/null https://shop.example:8443/');
    expect([marks(hidden), reasons(hidden).at(-1)]).toEqual(['+++++?', 'sealed']);
  });

  test('an error page stops at the app', () => {
    const probe = over('curl -sI https://shop.example:8443/%zz');
    expect([marks(probe), probe.status]).toEqual(['+++++x', 400]);
  });

  test.each([
    ['curl https://shop.example:8444/', 'SSL certificate problem: certificate has expired'],
    ['curl https://www.shop.example:443/', 'SSL certificate problem: self-signed certificate'],
  ])('%s stops at the certificate, which is no fault of the app', (line, distrust) => {
    const probe = over(line);
    expect([marks(probe), probe.distrust]).toEqual(['++++x?', distrust]);
    expect(reasons(probe)[4]).toBe('untrusted');
  });

  test('a browser says it by its own word', () => {
    const session = new Session(tlsScenario());
    session.browse('phone', 'https://shop.example:8444/');
    expect([marks(last(session)), last(session).distrust]).toEqual([
      '++++x?',
      'ERR_CERT_DATE_INVALID',
    ]);
    session.browse('phone', 'https://shop.example:8443/');
    expect([marks(last(session)), last(session).status]).toEqual(['++++++', 200]);
  });
});
