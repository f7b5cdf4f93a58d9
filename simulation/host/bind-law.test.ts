import { describe, expect, it } from 'vitest';
import {
  compareClaim,
  findConnectPort,
  findFreePort,
  isKnownSharer,
  mayBind,
  nextSharer,
} from './bind-law';
import { createSocket, type Socket, type SocketOptions } from './socket';
import type { SocketType } from './system-call';

type Made = {
  type?: SocketType;
  addr: string;
  port?: number;
  listens?: boolean;
} & Partial<SocketOptions>;

function made(id: number, { type = 'tcp', addr, port = 80, listens, ...options }: Made): Socket {
  const socket = createSocket(id, type, 'you');
  const bound: Socket = {
    ...socket,
    options: { ...socket.options, ...options },
    local: { addr, port },
    holds: 'bind',
    boundPort: true,
  };
  if (!listens || bound.proto !== 'tcp') return bound;
  return { ...bound, tcb: { ...bound.tcb, state: 'LISTEN', local: bound.local, backlog: 5 } };
}

/** Whether the second may bind while the first listens; as captured from Linux 6.18. */
const pairs: [Made, Made, boolean][] = [
  [{ addr: '127.0.0.1' }, { addr: '127.0.0.1' }, false],
  [{ addr: '127.0.0.1' }, { addr: '192.168.1.20' }, true],
  [{ addr: '127.0.0.1' }, { addr: '127.0.0.2' }, true],
  [{ addr: '0.0.0.0' }, { addr: '127.0.0.1' }, false],
  [{ addr: '127.0.0.1' }, { addr: '0.0.0.0' }, false],
  [{ addr: '0.0.0.0', reuseaddr: true }, { addr: '127.0.0.1', reuseaddr: true }, false],
  [{ addr: '0.0.0.0', reuseport: true }, { addr: '0.0.0.0', reuseport: true }, true],
  [{ addr: '0.0.0.0' }, { addr: '0.0.0.0', reuseport: true }, false],
  [{ addr: '0.0.0.0' }, { addr: '0.0.0.0', type: 'udp' }, true],
  [{ addr: '::', type: 'tcp6' }, { addr: '0.0.0.0' }, false],
  [{ addr: '::', type: 'tcp6', v6only: true }, { addr: '0.0.0.0' }, true],
  [{ addr: '::1', type: 'tcp6' }, { addr: '0.0.0.0' }, true],
  [{ addr: '0.0.0.0' }, { addr: '::1', type: 'tcp6' }, true],
  [{ addr: '::', type: 'tcp6', v6only: true }, { addr: '::1', type: 'tcp6' }, false],
  [{ addr: '127.0.0.1' }, { addr: '::', type: 'tcp6' }, false],
  [{ addr: '127.0.0.1' }, { addr: '::', type: 'tcp6', v6only: true }, true],
];

describe('bind', () => {
  it.each(pairs)('a listener on %o and a newcomer on %o: %s', (first, second, allowed) => {
    const holder = made(1, { ...first, listens: true });
    expect(mayBind([holder], made(2, second), 80)).toBe(allowed);
  });

  it('lets SO_REUSEADDR share while nobody listens, and never for port 0', () => {
    const holder = made(1, { addr: '0.0.0.0', reuseaddr: true });
    const newcomer = made(2, { addr: '0.0.0.0', reuseaddr: true });
    expect(mayBind([holder], newcomer, 80)).toBe(true);
    expect(mayBind([holder], newcomer, 80, true)).toBe(false);
  });

  it('gives SO_REUSEPORT to the same user only', () => {
    const holder = made(1, { addr: '0.0.0.0', reuseport: true, listens: true });
    const other: Socket = { ...made(2, { addr: '0.0.0.0', reuseport: true }), user: 'root' };
    expect(mayBind([holder], other, 80)).toBe(false);
  });
});

describe('a newcomer, compared with the holder of a row', () => {
  const newcomer = made(2, { addr: '127.0.0.1' });
  it.each<[Made, ReturnType<typeof compareClaim>]>([
    [{ addr: '127.0.0.1', type: 'udp' }, 'protocol'],
    [{ addr: '127.0.0.1', port: 81 }, 'port'],
    [{ addr: '192.168.1.20' }, 'address'],
    [{ addr: '0.0.0.0', listens: true }, 'clash'],
    [{ addr: '0.0.0.0', listens: true, reuseport: true }, 'clash'],
  ])('%o: %s', (other, found) => {
    expect(compareClaim(newcomer, made(1, other))).toBe(found);
  });

  it('shares where both ask for it', () => {
    const [one, other] = [1, 2].map((id) => made(id, { addr: '0.0.0.0', reuseport: true }));
    if (one && other) expect(compareClaim(other, one)).toBe('shared');
    expect.assertions(1);
  });
});

describe('ports that the kernel picks', () => {
  const claim = made(9, { addr: '127.0.0.1', port: 0 });

  it('come from the odd half for bind and from the even half for connect', () => {
    for (const offset of [0, 1, 7, 1000]) {
      expect((findFreePort(() => [], claim, [40000, 41999], offset) ?? 0) % 2).toBe(1);
      const peer = { addr: '127.0.0.1', port: 80 };
      const port = findConnectPort(
        () => [],
        claim,
        peer,
        [40000, 41999],
        offset,
        () => true,
      );
      expect((port ?? 1) % 2).toBe(0);
    }
  });

  function takeAll(proto: 'tcp' | 'udp', range: readonly [number, number]): number[] {
    const holders: Socket[] = [];
    const asks = made(9, { type: proto, addr: '127.0.0.1', port: 0 });
    for (;;) {
      const port = findFreePort(() => holders, asks, range, 3);
      if (port === null) return holders.map(({ local }) => local.port).sort();
      holders.push(made(holders.length, { type: proto, addr: '127.0.0.1', port }));
    }
  }

  it('are all tried before none is left, where TCP can count them in pairs', () => {
    expect(takeAll('tcp', [40000, 40003])).toEqual([40000, 40001, 40002, 40003]);
    expect(takeAll('tcp', [40001, 40001])).toEqual([40001]);
    expect(takeAll('udp', [40000, 40002])).toEqual([40000, 40001, 40002]);
  });

  it('leave out the last of three for TCP, as the kernel does', () => {
    expect(takeAll('tcp', [40000, 40002])).toEqual([40000, 40001]);
  });
});

describe('a port that was shared', () => {
  const first = made(1, { addr: '0.0.0.0', reuseport: true });
  const sharer = nextSharer([], first, undefined) ?? undefined;
  const unshared = made(1, { addr: '0.0.0.0' });
  const newcomer = made(2, { addr: '127.0.0.1', reuseport: true });

  it('takes one more of the same kind unasked, even beside one that shares no more', () => {
    expect(mayBind([unshared], newcomer, 80)).toBe(false);
    expect(isKnownSharer([unshared], newcomer, sharer)).toBe(true);
  });

  it('forgets it with its last holder, another user, or a holder that never shared', () => {
    expect(isKnownSharer([], newcomer, sharer)).toBe(false);
    expect(isKnownSharer([{ ...unshared, holds: 'connect' }], newcomer, sharer)).toBe(false);
    expect(isKnownSharer([unshared], { ...newcomer, user: 'root' }, sharer)).toBe(false);
    expect(nextSharer([first], made(3, { addr: '127.0.0.2' }), sharer)).toBeNull();
  });

  it('knows no wider address than the one it was shared on', () => {
    const narrow = nextSharer([], newcomer, undefined) ?? undefined;
    expect(isKnownSharer([unshared], made(3, { addr: '0.0.0.0', reuseport: true }), narrow)).toBe(
      false,
    );
  });
});
