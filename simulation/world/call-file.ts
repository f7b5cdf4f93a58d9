/** Files, pipes and terminals: open(2), read(2), write(2), stat(2), unlink(2) and their like. */

import { decodeText } from '../host/bytes';
import {
  findNode,
  listDirectory,
  mayAccess,
  mayChangeParent,
  renamed,
  resolvePath,
  withFile,
  withoutFile,
} from '../host/file-system';
import type { OpenFile } from '../host/process';
import { PIPE_CAPACITY } from '../host/process';
import type { Call } from '../host/system-call';
import { entryOf } from '../host/table';
import { type Attempt, done, fail, isLate, type Reached, type Result, reach } from './attempt';
import { hasEnd } from './call-options';
import { receiveOn, sendOn } from './call-transfer';
import { addDescriptor, addDescriptorFor, removeDescriptor } from './descriptor';
import { raise, raiseGroup } from './signal';
import { wakePipe } from './wake';
import { touchPath } from './watch-file';
import {
  changeMachine,
  changeProcess,
  changeTerminal,
  machineOf,
  openFileOf,
  pipeData,
  putOpenFile,
  putPipe,
  socketOf,
  takeNumber,
  tell,
} from './work';

type On<Name extends Call['call']> = Attempt<Extract<Call, { call: Name }>>;

export function callOpen(attempt: On<'open'>): Result {
  const { work, host, process, call } = attempt;
  const path = resolvePath(process.cwd, call.path);
  if (path === '/dev/null') return done(addDescriptor(work, host, process.pid, { kind: 'null' }));
  if (path === '/dev/tty') {
    // tty(4): the controlling terminal, wherever input and output go.
    if (process.tty === null) return fail('ENXIO');
    return done(addDescriptor(work, host, process.pid, { kind: 'terminal', tty: process.tty }));
  }
  const { files } = machineOf(work, host);
  const node = findNode(files, path, process.user);
  if (call.mode === 'r') {
    if (!node.ok) return fail(node.errno);
    if (node.value.kind === 'directory') return fail('EISDIR');
    if (!mayAccess(node.value, process.user, 4)) return fail('EACCES');
  } else if (node.ok) {
    if (node.value.kind === 'directory') return fail('EISDIR');
    if (!mayAccess(node.value, process.user, 2)) return fail('EACCES');
    if (call.mode === 'w') writeNode(attempt, path, '');
  } else {
    if (node.errno !== 'ENOENT') return fail(node.errno);
    const may = mayChangeParent(files, path, process.user);
    if (!may.ok) return fail(may.errno);
    writeNode(attempt, path, '');
  }
  const file: OpenFile = { kind: 'file', path, mode: call.mode, offset: 0 };
  return done(addDescriptor(work, host, process.pid, file));
}

function writeNode({ work, host, process }: Attempt, path: string, data: string): void {
  const { files } = machineOf(work, host);
  const old = files[path];
  const modified = work.world.now;
  const node = old
    ? { ...old, data, modified }
    : { kind: 'file' as const, data, owner: process.user, mode: 0o644, modified };
  changeMachine(work, host, { files: withFile(files, path, node) });
  touchPath(work, host, path, process.pid);
}

export function callRead(attempt: On<'read'>): Result {
  const { work, host, call } = attempt;
  const max = call.max ?? 65536;
  const reached = reach(attempt, call.fd);
  if (!reached) return fail('EBADF');
  const { id, file } = reached;
  switch (file.kind) {
    case 'socket':
      return receiveOn(attempt, call.fd, max, false, ({ data }) => data);
    case 'null':
      return done('');
    case 'tap':
      return fail('EINVAL');
    case 'pipe-write':
      return fail('EBADF');
    case 'pipe-read': {
      const held = pipeData(work, host, file.pipe);
      if (held !== '') {
        const data = held.slice(0, max);
        putPipe(work, host, file.pipe, held.slice(data.length));
        wakePipe(work, host, file.pipe);
        return done(data);
      }
      return hasEnd(work, host, file.pipe, 'pipe-write') ? { block: { open: [id] } } : done('');
    }
    case 'terminal':
      return readTerminal(attempt, id, file.tty, max);
    case 'file': {
      if (file.mode !== 'r') return fail('EBADF');
      const node = machineOf(work, host).files[file.path];
      const data = node?.data.slice(file.offset, file.offset + max) ?? '';
      putOpenFile(work, host, id, { ...file, offset: file.offset + data.length });
      return done(data);
    }
  }
}

/**
 * One line (termios(3), canonical mode). A group in the background that reads its terminal is
 * stopped by SIGTTIN, whether or not there is a line; it reads again once it goes on (tty(4)).
 */
function readTerminal(attempt: Attempt, id: number, tty: number, max: number): Result {
  const { work, host, process } = attempt;
  const terminal = machineOf(work, host).terminals[tty];
  if (!terminal) return done('');
  const [line, ...input] = terminal.input;
  if (process.tty === tty && terminal.foreground !== process.group) {
    raiseGroup(work, host, process.group, 'SIGTTIN');
    return { block: { open: [id] } };
  }
  if (line === undefined) return { block: { open: [id] } };
  const data = line.slice(0, max);
  const rest = line.slice(data.length);
  changeTerminal(work, host, tty, { input: rest === '' ? input : [rest, ...input] });
  return done(data);
}

export function callWrite(attempt: On<'write'>): Result {
  const { work, host, process, call } = attempt;
  const reached = reach(attempt, call.fd);
  if (!reached) return fail('EBADF');
  const { file } = reached;
  switch (file.kind) {
    case 'socket': {
      const result = sendOn(attempt, call.fd, call.data, null);
      if ('reply' in result && !result.reply.ok && result.reply.errno === 'EPIPE') {
        raise(work, host, process.pid, 'SIGPIPE');
      }
      return result;
    }
    case 'null':
      return done(call.data.length);
    case 'tap':
      return fail('EINVAL');
    case 'pipe-read':
      return fail('EBADF');
    case 'pipe-write':
      return writePipe(attempt, reached, file.pipe, call.data);
    case 'terminal': {
      const text = decodeText(call.data);
      const terminal = machineOf(work, host).terminals[file.tty];
      if (terminal && text !== '') {
        changeTerminal(work, host, file.tty, { text: terminal.text + text });
        const tty = `pts/${file.tty}`;
        tell(work, host, { kind: 'output', tty, pid: process.pid, text });
      }
      return done(call.data.length);
    }
    case 'file': {
      if (file.mode === 'r') return fail('EBADF');
      const old = machineOf(work, host).files[file.path]?.data ?? '';
      const at = file.mode === 'a' ? old.length : file.offset;
      const data = old.slice(0, at) + call.data + old.slice(at + call.data.length);
      writeNode(attempt, file.path, data);
      putOpenFile(work, host, reached.id, { ...file, offset: at + call.data.length });
      return done(call.data.length);
    }
  }
}

function writePipe(
  attempt: Attempt,
  { id }: Reached<OpenFile>,
  pipe: number,
  data: string,
): Result {
  const { work, host, process, waiting } = attempt;
  const sent = waiting?.progress ?? 0;
  if (!hasEnd(work, host, pipe, 'pipe-read')) {
    raise(work, host, process.pid, 'SIGPIPE');
    return fail('EPIPE');
  }
  const held = pipeData(work, host, pipe);
  const part = data.slice(sent, sent + PIPE_CAPACITY - held.length);
  if (part !== '') {
    putPipe(work, host, pipe, held + part);
    wakePipe(work, host, pipe);
  }
  const progress = sent + part.length;
  return progress === data.length ? done(progress) : { block: { open: [id], progress } };
}

export function callPipe({ work, host, process }: On<'pipe'>): Result {
  const pipe = takeNumber(work);
  putPipe(work, host, pipe, '');
  const read = takeNumber(work);
  const write = takeNumber(work);
  putOpenFile(work, host, read, { kind: 'pipe-read', pipe });
  putOpenFile(work, host, write, { kind: 'pipe-write', pipe });
  return done([
    addDescriptorFor(work, host, process.pid, read),
    addDescriptorFor(work, host, process.pid, write),
  ]);
}

export function callClose(attempt: On<'close'>): Result {
  const { work, host, process, call, waiting } = attempt;
  if (waiting) return linger(attempt, waiting.socket);
  const id = entryOf(process.fds, call.fd);
  if (id === undefined) return fail('EBADF');
  const file = openFileOf(work, host, id);
  removeDescriptor(work, host, process.pid, call.fd);
  return linger(attempt, file?.kind === 'socket' ? file.socket : null);
}

/** With SO_LINGER close(2) waits until what was sent is acknowledged (socket(7)). */
function linger(attempt: Attempt, id: number | null): Result {
  const { work, host, waiting } = attempt;
  const socket = id === null ? null : socketOf(work, host, id);
  if (id === null || socket?.proto !== 'tcp' || !socket.tcb.orphan || isLate(attempt))
    return done();
  const { on, seconds } = socket.options.linger;
  const closing = ['FIN-WAIT-1', 'CLOSING', 'LAST-ACK'].includes(socket.tcb.state);
  if (!on || !closing) return done();
  const deadline = waiting ? waiting.deadline : work.world.now + seconds * 1000;
  return { block: { open: [], socket: id, deadline } };
}

export function callIsatty(attempt: On<'isatty'>): Result {
  const reached = reach(attempt, attempt.call.fd);
  return reached ? done(reached.file.kind === 'terminal') : fail('EBADF');
}

export function callStat({ work, host, process, call }: On<'stat'>): Result {
  const path = resolvePath(process.cwd, call.path);
  const node = findNode(machineOf(work, host).files, path, process.user);
  if (!node.ok) return fail(node.errno);
  const { kind, data, owner, mode, modified } = node.value;
  const size = kind === 'directory' ? 4096 : data.length;
  return done({ kind, size, owner, mode, modified: work.world.startsAt + modified });
}

export function callReaddir({ work, host, process, call }: On<'readdir'>): Result {
  const path = resolvePath(process.cwd, call.path);
  const { files } = machineOf(work, host);
  const node = findNode(files, path, process.user);
  if (!node.ok) return fail(node.errno);
  if (node.value.kind !== 'directory') return fail('ENOTDIR');
  if (!mayAccess(node.value, process.user, 4)) return fail('EACCES');
  return done(listDirectory(files, path));
}

export function callUnlink({ work, host, process, call }: On<'unlink'>): Result {
  const path = resolvePath(process.cwd, call.path);
  const { files } = machineOf(work, host);
  const node = findNode(files, path, process.user);
  if (!node.ok) return fail(node.errno);
  const may = mayChangeParent(files, path, process.user);
  if (!may.ok) return fail(may.errno);
  if (node.value.kind === 'directory') return fail('EISDIR');
  changeMachine(work, host, { files: withoutFile(files, path) });
  touchPath(work, host, path, process.pid);
  return done();
}

export function callMkdir({ work, host, process, call }: On<'mkdir'>): Result {
  const path = resolvePath(process.cwd, call.path);
  const { files } = machineOf(work, host);
  if (files[path]) return fail('EEXIST');
  const may = mayChangeParent(files, path, process.user);
  if (!may.ok) return fail(may.errno);
  const modified = work.world.now;
  const node = { kind: 'directory', data: '', owner: process.user, mode: 0o755, modified } as const;
  changeMachine(work, host, { files: withFile(files, path, node) });
  touchPath(work, host, path, process.pid);
  return done();
}

export function callRmdir({ work, host, process, call }: On<'rmdir'>): Result {
  const path = resolvePath(process.cwd, call.path);
  const { files } = machineOf(work, host);
  const node = findNode(files, path, process.user);
  if (!node.ok) return fail(node.errno);
  if (node.value.kind !== 'directory') return fail('ENOTDIR');
  if (path === '/' || listDirectory(files, path).length > 0) return fail('ENOTEMPTY');
  const may = mayChangeParent(files, path, process.user);
  if (!may.ok) return fail(may.errno);
  changeMachine(work, host, { files: withoutFile(files, path) });
  touchPath(work, host, path, process.pid);
  return done();
}

export function callRename({ work, host, process, call }: On<'rename'>): Result {
  const from = resolvePath(process.cwd, call.from);
  const to = resolvePath(process.cwd, call.to);
  const { files } = machineOf(work, host);
  const node = findNode(files, from, process.user);
  if (!node.ok) return fail(node.errno);
  const target = files[to];
  if (to === from) return done();
  if (to.startsWith(`${from}/`) || from === '/') return fail('EINVAL');
  if (target?.kind === 'directory') {
    if (node.value.kind !== 'directory') return fail('EISDIR');
    if (listDirectory(files, to).length > 0) return fail('ENOTEMPTY');
  } else if (target && node.value.kind === 'directory') return fail('ENOTDIR');
  for (const path of [from, to]) {
    const may = mayChangeParent(files, path, process.user);
    if (!may.ok) return fail(may.errno);
  }
  changeMachine(work, host, { files: renamed(files, from, to) });
  touchPath(work, host, from, process.pid);
  touchPath(work, host, to, process.pid);
  return done();
}

export function callFdPath(attempt: On<'fd-path'>): Result {
  const reached = reach(attempt, attempt.call.fd);
  if (!reached) return fail('EBADF');
  return done(reached.file.kind === 'file' ? reached.file.path : null);
}

export function callChmod({ work, host, process, call }: On<'chmod'>): Result {
  const path = resolvePath(process.cwd, call.path);
  const { files } = machineOf(work, host);
  const node = findNode(files, path, process.user);
  if (!node.ok) return fail(node.errno);
  if (process.user !== 'root' && node.value.owner !== process.user) return fail('EPERM');
  const mode = call.mode & 0o7777;
  changeMachine(work, host, { files: withFile(files, path, { ...node.value, mode }) });
  return done();
}

export function callChdir({ work, host, process, call }: On<'chdir'>): Result {
  const path = resolvePath(process.cwd, call.path);
  const node = findNode(machineOf(work, host).files, path, process.user);
  if (!node.ok) return fail(node.errno);
  if (node.value.kind !== 'directory') return fail('ENOTDIR');
  if (!mayAccess(node.value, process.user, 1)) return fail('EACCES');
  changeProcess(work, host, process.pid, { cwd: path });
  return done(path);
}
