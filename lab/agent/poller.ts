/** Waits for many sockets at once: epoll(7), asleep on one worker thread. */
import { EPOLL, type Libc } from './libc';

export type Ready = { readable: boolean; writable: boolean; broken: boolean };
export type Interest = { read?: boolean; write?: boolean };

export type Poller = ReturnType<typeof createPoller>;

const mask = ({ read, write }: Interest) => (read ? EPOLL.IN : 0) | (write ? EPOLL.OUT : 0);

/**
 * Starts waiting at once. Each descriptor has one handler; forget it before closing it. A handler
 * may be told of a readiness that is gone by then, since the waiting thread was already on its way
 * back: the call then says EAGAIN, and that is no error.
 */
export function createPoller(libc: Libc) {
  const made = libc.epollCreate();
  if (!made.ok) throw new Error(`epoll_create1: ${made.errno}`);
  const epfd = made.value;
  const handlers = new Map<number, (ready: Ready) => void>();

  const wait = () => {
    libc.epollWait(epfd, (ready) => {
      for (const [fd, events] of ready) {
        handlers.get(fd)?.({
          readable: (events & EPOLL.IN) !== 0,
          writable: (events & EPOLL.OUT) !== 0,
          broken: (events & (EPOLL.ERR | EPOLL.HUP)) !== 0,
        });
      }
      wait();
    });
  };
  wait();

  return {
    watch(fd: number, interest: Interest, handler: (ready: Ready) => void) {
      const known = handlers.has(fd);
      handlers.set(fd, handler);
      libc.epollControl(epfd, known ? 'mod' : 'add', fd, mask(interest));
    },
    forget(fd: number) {
      if (handlers.delete(fd)) libc.epollControl(epfd, 'del', fd, 0);
    },
  };
}
