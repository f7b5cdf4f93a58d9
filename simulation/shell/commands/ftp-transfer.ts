/** ftp's second connection: listings and files. */
import { formatErrno } from '../../host/error-text';
import type { ProgramContext, Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';
import { listenOn } from '../../program/listen';
import { createInbox, receiveMore, sendAll, writeAll } from '../../program/socket-io';
import { formatExtended, parsePassivePort } from '../../program/vsftpd/endpoint';
import { type FtpClient, hear, say } from './ftp-control';

type Data = { connect: () => Routine<number | null>; drop: () => Routine };

/** Agrees on a second connection by EPSV, or by EPRT in active mode. */
function* prepare(client: FtpClient): Routine<Data | null> {
  const control = client.inbox;
  if (!control) return null;
  if (client.passive) {
    const code = yield* say(client, 'EPSV');
    const peer = yield* sys.getpeername(control.fd);
    const port = code === 229 ? parsePassivePort(client.last ?? '') : null;
    const opened = port !== null && peer.ok ? yield* sys.socket('tcp') : null;
    if (port === null || !peer.ok || !opened?.ok) return null;
    const fd = opened.value;
    const connected = yield* sys.connect(fd, peer.value.addr, port);
    if (!connected.ok) {
      yield* printError(
        `ftp: Can't connect to \`${peer.value.addr}:${port}': ${formatErrno(connected.errno)}\n`,
      );
      yield* sys.close(fd);
      return null;
    }
    return {
      connect: function* () {
        return fd;
      },
      drop: function* () {
        yield* sys.close(fd);
      },
    };
  }
  const own = yield* sys.getsockname(control.fd);
  const listening = own.ok ? yield* listenOn(own.value.addr, 0, 1) : null;
  const at = listening?.ok ? yield* sys.getsockname(listening.value) : null;
  if (!listening?.ok || !at?.ok) return null;
  const door = listening.value;
  if ((yield* say(client, `EPRT ${formatExtended(at.value)}`)) !== 200) {
    yield* sys.close(door);
    return null;
  }
  return {
    connect: function* () {
      const caller = yield* sys.accept(door);
      yield* sys.close(door);
      return caller.ok ? caller.value.fd : null;
    },
    drop: function* () {
      yield* sys.close(door);
    },
  };
}

/** Asks for `line` and takes what comes on the second connection; null where there is none. */
function* receiveAll(client: FtpClient, line: string): Routine<string | null> {
  const data = yield* prepare(client);
  if (!data) return null;
  const code = yield* say(client, line);
  if (code !== 150 && code !== 125) {
    yield* data.drop();
    return null;
  }
  const fd = yield* data.connect();
  if (fd === null) return null;
  const inbox = createInbox(fd);
  for (;;) {
    const more = yield* receiveMore(inbox);
    if (!more.ok || !more.value) break;
  }
  yield* sys.close(fd);
  return inbox.bytes;
}

export function* listFiles(client: FtpClient, name: string): Routine {
  const bytes = yield* receiveAll(client, `LIST ${name}`.trimEnd());
  if (bytes === null) return;
  yield* writeAll(1, bytes.replaceAll('\r\n', '\n'));
  yield* hear(client);
}

/** The bar of a transfer as it stands at its end. */
function formatBar(bytes: number, ms: number, columns: number): string {
  const width = Math.max(1, columns - 45);
  const rate = (bytes / 1024 / Math.max(0.001, ms / 1000)).toFixed(2);
  return `\r100% |${'*'.repeat(width)}| ${String(bytes).padStart(5)} ${rate.padStart(11)} KiB/s    00:00 ETA\n`;
}

/** `7 bytes received in 00:00 (1.63 KiB/s)`. */
function formatSummary(bytes: number, ms: number, verb: string): string {
  const rate = (bytes / 1024 / Math.max(0.001, ms / 1000)).toFixed(2);
  const seconds = Math.floor(ms / 1000);
  const clock = `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
  return `${bytes} bytes ${verb} in ${clock} (${rate} KiB/s)\n`;
}

function* time(): Routine<number> {
  const now = yield* sys.now();
  return now.ok ? now.value : 0;
}

/** The bar is drawn on a terminal alone, and on none that calls itself dumb. */
function* showBar(bytes: number, ms: number, { columns, env }: ProgramContext): Routine {
  const tty = yield* sys.isatty(1);
  if (tty.ok && tty.value && env.TERM !== 'dumb') yield* print(formatBar(bytes, ms, columns));
}

export function* fetchFile(
  context: ProgramContext,
  client: FtpClient,
  remote: string,
  local: string,
): Routine {
  yield* print(`local: ${local} remote: ${remote}\n`);
  const opened = yield* sys.open(`${local}.part`, 'w');
  if (!opened.ok) {
    yield* printError(`ftp: Can't access \`${local}': ${formatErrno(opened.errno)}\n`);
    return;
  }
  const start = yield* time();
  const bytes = yield* receiveAll(client, `RETR ${remote}`);
  if (bytes === null) {
    yield* sys.close(opened.value);
    yield* sys.unlink(`${local}.part`);
    return;
  }
  yield* writeAll(opened.value, client.binary ? bytes : bytes.replaceAll('\r\n', '\n'));
  yield* sys.close(opened.value);
  yield* sys.rename(`${local}.part`, local);
  const ms = (yield* time()) - start;
  yield* showBar(bytes.length, ms, context);
  yield* hear(client);
  yield* print(formatSummary(bytes.length, ms, 'received'));
}

export function* leaveFile(
  context: ProgramContext,
  client: FtpClient,
  local: string,
  remote: string,
): Routine {
  yield* print(`local: ${local} remote: ${remote}\n`);
  const opened = yield* sys.open(local, 'r');
  if (!opened.ok) {
    yield* printError(`ftp: Can't open \`${local}': ${formatErrno(opened.errno)}\n`);
    return;
  }
  const data = yield* prepare(client);
  if (!data) return;
  const code = yield* say(client, `STOR ${remote}`);
  if (code !== 150 && code !== 125) {
    yield* data.drop();
    return;
  }
  const fd = yield* data.connect();
  if (fd === null) return;
  const start = yield* time();
  let sent = 0;
  for (;;) {
    const part = yield* sys.read(opened.value);
    if (!part.ok || part.value === '') break;
    const bytes = client.binary ? part.value : part.value.replace(/\r?\n/g, '\r\n');
    if (!(yield* sendAll(fd, bytes)).ok) break;
    sent += bytes.length;
  }
  yield* sys.close(opened.value);
  yield* sys.close(fd);
  const ms = (yield* time()) - start;
  yield* showBar(sent, ms, context);
  yield* hear(client);
  yield* print(formatSummary(sent, ms, 'sent'));
}
