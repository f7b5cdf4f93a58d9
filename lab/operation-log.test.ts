import { describe, expect, it } from 'vitest';
import { describeOperation } from './operation-log';

const time = '2026-01-01T00:00:00.000Z';
const session = 'S'.repeat(32);

describe('describeOperation', () => {
  it('says who did what where, and how it ended', () => {
    const request = {
      from: 'phone',
      addr: '192.168.1.20',
      port: 80,
      say: 'http',
      keep: false,
    } as const;
    const value = { outcome: 'refused', errno: 'ECONNREFUSED', received: 'secret words' };
    const done = {
      op: 'probe',
      args: { session, request },
      result: { ok: true, value },
      ms: 1.6,
    } as const;
    expect(describeOperation(done, time)).toEqual({
      time,
      op: 'probe',
      session: expect.stringMatching(/^[0-9a-f]{12}$/),
      host: 'phone',
      addr: '192.168.1.20',
      port: 80,
      result: 'refused',
      ms: 2,
    });
  });

  it('what was said stands in no line, nor does a session’s id', () => {
    const spoken = 'my password';
    const lines = [
      {
        op: 'send',
        args: { session, request: { id: 'c1', data: spoken, end: false } },
        result: { ok: true, value: true },
        ms: 1,
      },
      {
        op: 'exchange',
        args: {
          session,
          request: {
            service: 'redis',
            exchange: 'set-and-get',
            from: 'laptop',
            input: { value: spoken },
          },
        },
        result: {
          ok: true,
          value: { story: [{ did: spoken, got: spoken }], error: { code: 'EX', message: spoken } },
        },
        ms: 1,
      },
      {
        op: 'open',
        args: { session: null, caller: '192.0.2.1' },
        result: { ok: true, value: { session } },
        ms: 1,
      },
    ] as const;
    const told = lines.map((line) => describeOperation(line as never, time));
    expect(JSON.stringify(told)).not.toContain(spoken);
    expect(JSON.stringify(told)).not.toContain(session);
    expect(JSON.stringify(told)).not.toContain('192.0.2.1');
    expect(told.map((line) => line?.result)).toEqual(['ok', 'EX', 'ok']);
    expect(told[1]).toMatchObject({ service: 'redis', exchange: 'set-and-get' });
    expect(new Set([told[0]?.session, told[2]?.session]).size).toBe(1);
  });

  it('refusals are written down by their code, looking is not', () => {
    const refused = {
      op: 'sockets',
      args: { session },
      result: { ok: false, code: 'session-ended' },
      ms: 1,
    } as const;
    expect(describeOperation(refused, time)).toMatchObject({ result: 'session-ended' });
    const evict = {
      op: 'evict',
      args: { name: '0123456789ab' },
      result: { ok: true, value: 1 },
      ms: 1,
    } as const;
    expect(describeOperation(evict, time)).toMatchObject({ session: '0123456789ab' });
    const looked = {
      op: 'sockets',
      args: { session },
      result: { ok: true, value: {} },
      ms: 1,
    } as const;
    expect(describeOperation(looked, time)).toBeNull();
  });
});
