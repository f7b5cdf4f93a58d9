import { describe, expect, it } from 'vitest';
import { experiments } from '@/content/messages/experiments';
import { listenRequest, type OpenLabSession, type ProbeResult, probeRequest } from '@/contract/lab';
import type { TraceEvent } from '@/contract/trace';
import { eventLine } from './event-line';
import { planExperiment } from './experiment-plan';
import { viewOfSandbox } from './live-view';
import { outcomeCard, printable } from './outcome-words';

const netns: OpenLabSession = {
  state: 'open',
  tier: 'netns',
  hosts: [{ name: 'laptop', bind: [], dial: [] }],
  lowestPort: 1,
  lifeMs: 1,
  idleMs: 1,
};
const addresses = ['127.99.3.1', '127.99.3.2'].map((addr) => ({
  addr,
  family: 4 as const,
  meaning: '',
}));
const loopback: OpenLabSession = {
  ...netns,
  tier: 'loopback',
  hosts: [{ name: 'laptop', bind: addresses, dial: addresses }],
};

describe('experiments', () => {
  it.each(Object.entries(experiments))(
    '%s: every step is a request that the lab takes',
    (_id, one) => {
      for (const session of [netns, loopback]) {
        for (const step of planExperiment(one, session.tier, session).steps) {
          const schema = step.do === 'listen' ? listenRequest : probeRequest;
          expect(schema.safeParse(step.request).success).toBe(true);
          expect(step.text).not.toContain('{');
        }
      }
    },
  );

  it('in the loopback tier use one’s own addresses, and name them so before they are known', () => {
    const planned = planExperiment(experiments['which-address'], 'loopback', loopback);
    expect(planned.steps[0]?.text).toBe('Listen on 127.99.3.1:8000');
    expect(
      planned.steps.every((step) => step.do === 'listen' || step.request.from === 'laptop'),
    ).toBe(true);
    const early = planExperiment(experiments['which-address'], 'loopback', null);
    expect(early.steps[0]?.text).toBe('Listen on your first address:8000');
  });
});

const result: ProbeResult = {
  outcome: 'open',
  call: 'connect',
  errno: null,
  from: 'phone',
  local: { addr: '192.168.1.50', port: 41862 },
  target: { addr: '192.168.1.20', port: 8000 },
  connectMs: 1.2,
  totalMs: 2,
  gaveUp: false,
  received: '',
  receivedBytes: 0,
  closedByPeer: false,
  kept: null,
};
const card = (more: Partial<ProbeResult>) =>
  outcomeCard({ kind: 'probe', at: 0, result: { ...result, ...more } });

describe('outcomes in words', () => {
  it('every ending has a word, a sentence and a next thing to try', () => {
    const endings = ['open', 'refused', 'reset', 'timeout', 'unreachable'] as const;
    const cards = endings.map((outcome) => card({ outcome, errno: 'ENETUNREACH' }));
    expect(new Set(cards.map(({ word }) => word)).size).toBe(5);
    for (const { sentence, next } of cards) {
      expect(sentence.length).toBeGreaterThan(20);
      expect(next?.length).toBeGreaterThan(20);
    }
  });

  it('a silence that the lab cut short does not claim an errno', () => {
    const { errno, sentence } = card({ outcome: 'timeout', gaveUp: true, connectMs: 3400 });
    expect(errno).toBeNull();
    expect(sentence).toContain('stopped waiting after 3.4 s');
  });

  it('terminal escapes and control characters become marks', () => {
    expect(printable('\u001b]0;evil\u0007hi\r\nthere\u0000')).toBe(
      '\\x1b]0;evil\\x07hi\nthere\\x00',
    );
    expect(card({ received: '\u001b[31mred' }).heard).toBe('\\x1b[31mred');
  });
});

describe('event lines', () => {
  const call = (more: Partial<Extract<TraceEvent, { kind: 'call' }>>): TraceEvent => ({
    kind: 'call',
    at: 0,
    host: 'laptop',
    pid: 16,
    program: 'server',
    call: 'bind',
    args: {},
    phase: 'both',
    ...more,
  });

  it.each([
    [
      call({ call: 'socket', args: { type: 'tcp' }, result: { ok: true, value: 23 } }),
      'socket(tcp)',
      '= 23',
    ],
    [
      call({ fd: 23, args: { addr: '0.0.0.0', port: 80 }, result: { ok: true, value: 0 } }),
      'bind(23, 0.0.0.0:80)',
      '= 0',
    ],
    [
      call({ fd: 23, args: { addr: '::1', port: 80 }, result: { ok: false, errno: 'EADDRINUSE' } }),
      'bind(23, [::1]:80)',
      '= EADDRINUSE',
    ],
    [
      call({ call: 'connect', fd: 4, args: { addr: '127.0.0.1', port: 9 }, phase: 'start' }),
      'connect(4, 127.0.0.1:9)',
      null,
    ],
    [
      call({
        call: 'recv',
        fd: 4,
        result: { ok: true, value: { n: 86, data: 'GET / HTTP/1.1\r\nHost' } },
      }),
      'recv(4)',
      '= 86',
    ],
  ])('%# reads as strace would write it', (event, text, answer) => {
    expect(eventLine(event)).toMatchObject({ text, result: answer });
  });
});

describe('the sandbox as a table', () => {
  it('listeners stand first, with the backlog as their limit, and waiting connections have no owner', () => {
    const row = {
      host: 'laptop' as const,
      proto: 'tcp' as const,
      family: 4 as const,
      v6only: false,
      recvQ: 1,
      sendQ: 5,
      local: { addr: '127.0.0.1', port: 9000 },
      peer: null,
      retransmits: 0,
      owners: [],
    };
    const peer = { addr: '127.0.0.1', port: 41000 };
    const rows = [
      { ...row, id: 2, state: 'ESTAB', peer },
      { ...row, id: 1, state: 'LISTEN', owners: [{ pid: 16, fd: 23, program: 'server' }] },
    ];
    const view = viewOfSandbox(netns, { rows, listeners: [], connections: [] });
    const sockets = view.hosts[0]?.sockets ?? [];
    expect(sockets.map(({ state, limit, owners }) => [state, limit, owners.length])).toEqual([
      ['LISTEN', 5, 1],
      ['ESTAB', null, 0],
    ]);
  });
});
