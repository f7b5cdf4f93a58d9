/**
 * The loopback tier's fence. On a shared machine a port on 127.x.y.z may be answered by a
 * server of the host that listens on every address, so only two things may ever be dialled:
 * a listener this learner opened, or a port this agent holds bound, and silent, meanwhile.
 */
import type { Endpoint } from '@/contract/trace';
import type { Libc } from './libc';

export type DialPermit =
  | { ok: true; release: () => void }
  | { ok: false; reason: 'not-yours' | 'taken'; detail: string };

export const sameEndpoint = (a: Endpoint, b: Endpoint) => a.addr === b.addr && a.port === b.port;

/**
 * May `target` be dialled now? Call `release` when the probe is over.
 *
 * @param own addresses of this learner.
 * @param opened what this learner listens on.
 */
export function permitDial(
  libc: Pick<Libc, 'socket' | 'bind' | 'close' | 'setOption'>,
  own: string[],
  opened: Endpoint[],
  target: Endpoint,
): DialPermit {
  if (!own.includes(target.addr)) {
    return {
      ok: false,
      reason: 'not-yours',
      detail: `${target.addr} is not one of this sandbox's addresses (${own.join(', ')}).`,
    };
  }
  if (opened.some((mine) => sameEndpoint(mine, target))) return { ok: true, release: () => {} };
  const made = libc.socket(4);
  if (!made.ok) return { ok: false, reason: 'taken', detail: `socket: ${made.errno}` };
  // Past connections in TIME-WAIT must not hinder; once bound, nobody may join us.
  libc.setOption(made.value, 'SO_REUSEADDR', 1);
  const bound = libc.bind(made.value, target);
  libc.setOption(made.value, 'SO_REUSEADDR', 0);
  if (!bound.ok) {
    libc.close(made.value);
    return {
      ok: false,
      reason: 'taken',
      detail: `Port ${target.port} cannot be shown on this server (${bound.errno}): another program holds it, and the lab never dials what is not yours.`,
    };
  }
  // Bound without listen(): the kernel refuses whoever knocks, and nobody else can take it.
  return { ok: true, release: () => void libc.close(made.value) };
}
