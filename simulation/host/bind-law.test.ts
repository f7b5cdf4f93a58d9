import { describe, expect, it } from 'vitest';
import { findConnectPort, findFreePort, mayBind } from './bind-law';
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

  it('are all tried before none is left', () => {
    const holders: Socket[] = [];
    for (let count = 0; count < 5; count += 1) {
      const port = findFreePort(() => holders, claim, [40000, 40004], 3);
      expect(port).not.toBeNull();
      holders.push(made(count, { addr: '127.0.0.1', port: port ?? 0 }));
    }
    expect(new Set(holders.map(({ local }) => local.port)).size).toBe(5);
    expect(findFreePort(() => holders, claim, [40000, 40004], 3)).toBeNull();
  });
});
