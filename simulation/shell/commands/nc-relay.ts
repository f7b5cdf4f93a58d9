/** nc's main loop: standard input to the network, the network to standard output. */
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { sendAll, writeAll } from '../../program/socket-io';
import type { NcSettings } from './nc-settings';

/** Until both directions have ended, or for a listener the network's. */
export function* relay(fd: number, settings: NcSettings): Routine {
  let input = !settings.noInput;
  let network = true;
  let quitAt: number | null = null;
  for (;;) {
    if (!network && (settings.listening || !input)) return;
    const fds = [...(input ? [0] : []), ...(network ? [fd] : [])];
    const ready = yield* sys.poll(fds, yield* patience(settings, quitAt));
    if (!ready.ok || ready.value.length === 0) return;
    if (ready.value.includes(fd)) {
      const part = yield* sys.recv(fd);
      if (!part.ok || (part.value === '' && !settings.udp)) network = false;
      else if (!(yield* writeAll(1, part.value)).ok) return;
    }
    if (ready.value.includes(0)) {
      const part = yield* sys.read(0);
      if (!part.ok || part.value === '') {
        input = false;
        if (settings.shutdown) yield* sys.shutdown(fd, 'wr');
        if (settings.quitAfter !== null) quitAt = (yield* time()) + settings.quitAfter * 1000;
      } else {
        const data = settings.crlf ? part.value.replace(/\r?\n/g, '\r\n') : part.value;
        if (!(yield* sendAll(fd, data)).ok) return;
        if (!network && (yield* isCutOff(fd))) return;
      }
    }
  }
}

function* time(): Routine<number> {
  const now = yield* sys.now();
  return now.ok ? now.value : 0;
}

/** How long the next silence may be. */
function* patience(settings: NcSettings, quitAt: number | null): Routine<number | null> {
  if (quitAt === null) return settings.timeout;
  const left = Math.max(0, quitAt - (yield* time()));
  return settings.timeout === null ? left : Math.min(left, settings.timeout);
}

/** Whether a closed other side has answered what was sent by a reset. */
function* isCutOff(fd: number): Routine<boolean> {
  yield* sys.sleep(20);
  const error = yield* sys.socketError(fd);
  return !error.ok || error.value !== null;
}
