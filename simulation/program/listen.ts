import type { Routine } from '../host/program';
import { type Outcome, sys } from '../host/system';
import { isAddress6 } from '../packet/address';

/** A listening TCP socket as servers open theirs: SO_REUSEADDR, and IPv6 alone on an IPv6 address. */
export function* listenOn(addr: string, port: number, backlog: number): Routine<Outcome<number>> {
  const six = isAddress6(addr);
  const opened = yield* sys.socket(six ? 'tcp6' : 'tcp');
  if (!opened.ok) return opened;
  const fd = opened.value;
  yield* sys.setsockopt(fd, 'SO_REUSEADDR', 1);
  if (six) yield* sys.setsockopt(fd, 'IPV6_V6ONLY', 1);
  const bound = yield* sys.bind(fd, addr, port);
  const listening = bound.ok ? yield* sys.listen(fd, backlog) : bound;
  if (listening.ok) return { ok: true, value: fd };
  yield* sys.close(fd);
  return listening;
}
