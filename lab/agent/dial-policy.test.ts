import { describe, expect, it, vi } from 'vitest';
import { permitDial } from './dial-policy';
import type { Libc } from './libc';

const own = ['127.80.1.1', '127.80.1.2'];

function fakeLibc(bind: 'ok' | 'EADDRINUSE' | 'EACCES') {
  const connect = vi.fn();
  const close = vi.fn(() => ({ ok: true as const, value: 0 }));
  const libc = {
    socket: () => ({ ok: true as const, value: 7 }),
    setOption: () => ({ ok: true as const, value: 0 }),
    bind: () =>
      bind === 'ok' ? { ok: true as const, value: 0 } : { ok: false as const, errno: bind },
    close,
    connect,
  };
  return { libc: libc as Pick<Libc, 'socket' | 'bind' | 'close' | 'setOption'>, connect, close };
}

describe('permitDial', () => {
  it.each(['127.0.0.1', '127.80.2.1', '0.0.0.0', '::1', '169.254.169.254', '10.0.0.1'])(
    'refuses %s, and neither binds nor connects',
    (addr) => {
      const { libc, connect } = fakeLibc('ok');
      expect(permitDial(libc, own, [], { addr, port: 8000 })).toMatchObject({
        ok: false,
        reason: 'not-yours',
      });
      expect(connect).not.toHaveBeenCalled();
    },
  );

  it('permits what the learner listens on, holding nothing', () => {
    const { libc, close } = fakeLibc('EADDRINUSE');
    const mine = { addr: '127.80.1.1', port: 8000 };
    const permit = permitDial(libc, own, [mine], mine);
    expect(permit.ok).toBe(true);
    if (permit.ok) permit.release();
    expect(close).not.toHaveBeenCalled();
  });

  it('the same port on the other own address is not the one that was opened', () => {
    const { libc } = fakeLibc('EADDRINUSE');
    const opened = [{ addr: '127.80.1.1', port: 8000 }];
    expect(permitDial(libc, own, opened, { addr: '127.80.1.2', port: 8000 })).toMatchObject({
      ok: false,
      reason: 'taken',
    });
  });

  it('holds a free port bound while it is dialled, and lets it go afterwards', () => {
    const { libc, close } = fakeLibc('ok');
    const permit = permitDial(libc, own, [], { addr: '127.80.1.1', port: 8000 });
    if (!permit.ok) throw new Error('must be permitted');
    expect(close).not.toHaveBeenCalled();
    permit.release();
    expect(close).toHaveBeenCalledWith(7);
  });

  it.each(['EADDRINUSE', 'EACCES'] as const)('gives up on a port it cannot hold: %s', (errno) => {
    const { libc, close } = fakeLibc(errno);
    const permit = permitDial(libc, own, [], { addr: '127.80.1.1', port: 22 });
    expect(permit).toMatchObject({ ok: false, reason: 'taken' });
    expect(close).toHaveBeenCalledWith(7);
  });
});
