import { describe, expect, it, vi } from 'vitest';
import type { LabEvent, LabSession, ProbeResult } from '@/contract/lab';
import { createLiveLab, type LabApi } from './live-lab';
import { bytesOf, createLiveTalk, hearEvents, type TalkApi } from './live-talk';

const local = { addr: '127.0.0.1', port: 40_001 };
const target = { addr: '127.0.0.1', port: 6379 };

function call(seq: number, name: string, value: unknown, fd = 9, more: object = {}): LabEvent {
  return {
    seq,
    event: {
      at: seq,
      host: 'laptop',
      kind: 'call',
      pid: 2,
      program: 'probe',
      call: name,
      fd,
      args: {},
      phase: 'both',
      result: { ok: true, value },
      ...more,
    },
  };
}
const connected = (seq: number) => call(seq, 'connect', { local });
const heard = (seq: number, data: string, fd = 9) =>
  call(seq, 'recv', { n: data.length, data }, fd);

describe('what events tell of one connection', () => {
  const ours = { host: 'laptop' as const, local, fd: null };

  it('is what its own descriptor received, in order', () => {
    const events = [connected(1), heard(2, '220 '), heard(3, 'not ours', 11), heard(4, 'hello')];
    expect(hearEvents(events, ours, null)).toEqual({
      fd: 9,
      over: false,
      pieces: [
        { kind: 'heard', bytes: '220 ', total: 4 },
        { kind: 'heard', bytes: 'hello', total: 5 },
      ],
    });
  });

  it('tells who closed it: they, a reset, or the lab for want of a word', () => {
    const close = call(9, 'close', 0);
    const how = (...events: LabEvent[]) => hearEvents([connected(1), ...events, close], ours, null);
    const reset = { result: { ok: false, errno: 'ECONNRESET' } };
    expect(how(call(2, 'recv', { n: 0, data: '' }))).toMatchObject({
      over: true,
      pieces: [{ kind: 'over', how: 'they-closed' }],
    });
    expect(how(call(2, 'recv', null, 9, reset)).pieces).toEqual([{ kind: 'over', how: 'reset' }]);
    expect(how().pieces).toEqual([{ kind: 'over', how: 'idle' }]);
    expect(hearEvents([close], { ...ours, fd: 9 }, 'you-closed')).toMatchObject({
      over: true,
      pieces: [],
    });
  });

  it('is nothing before the connection has been told of', () => {
    expect(hearEvents([heard(1, 'x')], ours, null)).toEqual({ fd: null, over: false, pieces: [] });
  });
});

const ok = <T>(value: T) => Promise.resolve({ ok: true as const, value });
const probed = (more: Partial<ProbeResult> = {}) =>
  ({ outcome: 'open', kept: 'c1', local, target, received: '', ...more }) as ProbeResult;

function fake(overrides: Partial<TalkApi> = {}) {
  let onEvent: (item: LabEvent) => void = () => {};
  let onEnd: (reason: 'crashed') => void = () => {};
  const session: LabSession = {
    state: 'open',
    tier: 'netns',
    hosts: [],
    lowestPort: 1,
    lifeMs: 1,
    idleMs: 1,
  };
  const lab = createLiveLab(
    {
      open: () => ok(session),
      end: () => ok(null),
      sockets: () => ok({ rows: [], listeners: [], connections: [] }),
      watch: (event: typeof onEvent, end: typeof onEnd) => {
        onEvent = event;
        onEnd = end;
        return () => {};
      },
    } as unknown as LabApi,
    () => 0,
  );
  const api: TalkApi = {
    probe: vi.fn(() => ok(probed())),
    send: vi.fn(() => ok(null)),
    close: vi.fn(() => ok(null)),
    ...overrides,
  };
  const talk = createLiveTalk(lab, api);
  const connect = () => talk.getState().connect({ from: 'laptop', ...target });
  const kinds = () => talk.getState().pieces.map((piece) => piece.kind);
  return {
    talk,
    api,
    connect,
    kinds,
    event: (e: LabEvent) => onEvent(e),
    end: () => onEnd('crashed'),
  };
}

describe('a conversation by hand', () => {
  it('keeps a connection, says lines with the chosen end, and hears what comes', async () => {
    const { talk, api, connect, event } = fake();
    expect(await connect()).toBe(true);
    await talk.getState().say('SET k grüße', '\r\n');
    expect(api.send).toHaveBeenCalledWith({
      id: 'c1',
      data: 'SET k gr\u00c3\u00bc\u00c3\u009fe\r\n',
      end: false,
    });
    event(connected(1));
    event(heard(2, '+OK\r\n'));
    expect(talk.getState().pieces.slice(1)).toEqual([
      { kind: 'said', bytes: bytesOf('SET k grüße\r\n') },
      { kind: 'heard', bytes: '+OK\r\n', total: 5 },
    ]);
    expect(talk.getState().typed).toEqual(['SET k grüße']);
  });

  it('after FIN it says nothing more, and still hears', async () => {
    const { talk, api, connect, event, kinds } = fake();
    await connect();
    event(connected(1));
    await talk.getState().end();
    await talk.getState().say('more', '\n');
    expect(api.send).toHaveBeenCalledTimes(1);
    event(heard(2, 'bye'));
    event(call(3, 'recv', { n: 0, data: '' }));
    event(call(4, 'close', 0));
    expect(kinds()).toEqual(['tried', 'over', 'heard', 'over']);
    expect(talk.getState().phase).toBe('closed');
  });

  it('a refusal is shown and leaves nothing open; so is one that closed before a word', async () => {
    const refused = fake({ probe: () => ok(probed({ outcome: 'refused', kept: null })) });
    expect(await refused.connect()).toBe(false);
    expect(refused.kinds()).toEqual(['tried']);
    const closed = { kept: null, received: 'bye', receivedBytes: 3, closedByPeer: true };
    const short = fake({ probe: () => ok(probed(closed)) });
    await short.connect();
    expect(short.kinds()).toEqual(['tried', 'heard', 'over']);
    expect(short.talk.getState().phase).toBe('closed');
  });

  it('ends with its sandbox, and says so once', async () => {
    const { talk, connect, end } = fake();
    await connect();
    end();
    expect(talk.getState().pieces.at(-1)).toEqual({ kind: 'over', how: 'lost' });
    expect(talk.getState().phase).toBe('closed');
  });

  it('what could not be said is told with the reason', async () => {
    const why = { ok: false as const, code: 'not-found', detail: 'one of its ends has closed it' };
    const { talk, connect } = fake({ send: () => Promise.resolve(why) });
    await connect();
    await talk.getState().say('x', '\n');
    expect(talk.getState().pieces.at(-1)).toEqual({ kind: 'unsaid', why: why.detail });
  });
});
