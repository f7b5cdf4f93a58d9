import { describe, expect, it } from 'vitest';
import { plainText } from '@/components/terminal/ansi';
import type { LabHost, Listener, ProbeResult } from '@/contract/lab';
import type { RunningService } from '@/contract/lab-service';
import { talkChoices } from './talk-choices';
import { talkText } from './talk-text';

const at = (addr: string) => ({ addr, family: 4 as const, meaning: '' });
const hosts: LabHost[] = [
  { name: 'laptop', bind: [], dial: [at('127.0.0.1'), at('192.168.1.20'), at('192.168.1.50')] },
  { name: 'phone', bind: [], dial: [at('127.0.0.1'), at('192.168.1.50'), at('192.168.1.20')] },
];
const redis: RunningService = {
  service: 'redis',
  reach: 'everywhere',
  runAs: 'library',
  answers: '',
  listening: [{ purpose: 'commands', proto: 'tcp', local: { addr: '0.0.0.0', port: 6379 } }],
};
const listener = (host: Listener['host'], addr: string): Listener => ({
  id: 'l1',
  host,
  local: { addr, port: 8000 },
  backlog: 5,
  behaviour: 'echo',
});

describe('whom to talk to', () => {
  it('is every service and listener, by the address that leads there from here', () => {
    const here = talkChoices([redis], [listener('phone', '0.0.0.0')], 'laptop', hosts);
    expect(here.map(({ addr, port }) => `${addr}:${port}`)).toEqual([
      '127.0.0.1:6379',
      '192.168.1.50:8000',
    ]);
    expect(here[0]?.lines).toContain('PING');
    expect(here[1]?.lines).toContain('hello');
    const [service] = talkChoices([redis], [], 'phone', hosts);
    expect(service?.addr).toBe('192.168.1.20');
  });

  it('keeps the learner’s own addresses where there is one host only', () => {
    const own: LabHost[] = [
      { name: 'laptop', bind: [], dial: [at('127.20.0.5'), at('127.20.0.6')] },
    ];
    const [choice] = talkChoices([], [listener('laptop', '127.20.0.6')], 'laptop', own);
    expect(choice?.addr).toBe('127.20.0.6');
  });

  it('does not offer UDP, nor what is bound without listening', () => {
    const dns = { ...redis, listening: [{ ...redis.listening[0]!, proto: 'udp' as const }] };
    const bound = { ...listener('laptop', '0.0.0.0'), behaviour: 'bind-only' as const };
    expect(talkChoices([dns], [bound], 'laptop', hosts)).toEqual([]);
  });
});

describe('what the terminal shows', () => {
  const kept = {
    outcome: 'open',
    kept: 'c1',
    from: 'laptop',
    local: { addr: '127.0.0.1', port: 40_001 },
    target: { addr: '127.0.0.1', port: 6379 },
    received: '',
  } as ProbeResult;

  it('has a line for each line of bytes, their ends in sight, and the prompt last', () => {
    const text = talkText({
      phase: 'open',
      pieces: [
        { kind: 'tried', result: kept },
        { kind: 'said', bytes: 'GET k\r\n' },
        { kind: 'heard', bytes: '$2\r\nhi\r\n', total: 8 },
        { kind: 'heard', bytes: 'x', total: 5_000 },
      ],
    });
    expect(plainText(text).split('\n')).toEqual([
      'connected laptop 127.0.0.1:40001 → 127.0.0.1:6379',
      '> GET k\\r\\n',
      '< $2\\r\\n',
      '< hi\\r\\n',
      '< x',
      '… and 4,999 bytes more, not shown here',
      '> ',
    ]);
  });

  it('lets nothing through that could command a terminal', () => {
    const escape = String.fromCharCode(27);
    const text = talkText({
      phase: 'closed',
      pieces: [{ kind: 'heard', bytes: `${escape}[2J${escape}]0;gone\x07\x9b`, total: 12 }],
    });
    expect(plainText(text)).toBe('< \\x1b[2J\\x1b]0;gone\\x07\\x9b\n');
  });

  it('explains a refusal', () => {
    const result = { ...kept, kept: null, outcome: 'refused', errno: 'ECONNREFUSED', connectMs: 1 };
    const text = talkText({
      phase: 'closed',
      pieces: [{ kind: 'tried', result: result as ProbeResult }],
    });
    expect(plainText(text)).toContain('refused: ECONNREFUSED laptop 127.0.0.1:40001');
    expect(plainText(text)).toContain('the answer is no');
  });
});
