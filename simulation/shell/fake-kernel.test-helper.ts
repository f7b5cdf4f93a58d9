/**
 * A kernel just large enough to test shell programs alone: files, pipes, one terminal, processes,
 * groups, signals and a clock that moves only when asked. No network.
 */
import { decodeText, encodeText } from '../host/bytes';
import type { ProgramTable } from '../host/program';
import type { ChildChange } from '../host/system';
import type { Call, Reply, Signal } from '../host/system-call';
import { type Asker, FakeFiles } from './fake-files.test-helper';
import { type Description, no, ok, type Process } from './fake-process.test-helper';

export class FakeKernel {
  now = Date.parse('2026-11-23T13:10:49Z');
  screen = '';
  readonly files: FakeFiles;
  processes = new Map<number, Process>();
  edit: string | null = null;
  #lines: string[] = [];
  #ended = false;
  #foreground = 0;
  #nextPid = 4;
  /** Calls allowed before we call it an endless loop. */
  budget = 200_000;

  constructor(
    readonly programs: ProgramTable,
    files: Record<string, string> = {},
    readonly columns = 80,
  ) {
    this.files = new FakeFiles(files);
  }

  /** Starts a program on the terminal and lets it go as far as it can. */
  start(
    argv: string[],
    env: Record<string, string> = {},
    user = 'you',
    cwd = '/home/you/shop',
  ): number {
    const terminal: Description = { kind: 'terminal' };
    const fds = new Map([0, 1, 2].map((fd) => [fd, terminal]));
    const home = user === 'root' ? '/root' : `/home/${user}`;
    const all = {
      HOME: home,
      USER: user,
      LOGNAME: user,
      PATH: '/usr/local/bin:/usr/bin:/bin',
      ...env,
    };
    const pid = this.create(0, argv[0] ?? '', argv, fds, all, user, null, cwd);
    if (pid < 0) throw new Error(`no program ${argv[0]}`);
    this.#foreground = pid;
    this.settle();
    return pid;
  }

  type(line: string) {
    this.screen += `${line}\n`;
    this.#lines.push(encodeText(`${line}\n`));
    this.settle();
  }

  key(key: 'C' | 'Z' | 'D') {
    if (key === 'D') this.#ended = true;
    else {
      this.screen += `^${key}`;
      this.signalGroup(this.#foreground, key === 'C' ? 'SIGINT' : 'SIGTSTP');
    }
    this.settle();
  }

  pass(ms: number) {
    const until = this.now + ms;
    for (;;) {
      const next = Math.min(...[...this.processes.values()].map((p) => this.asleep(p) ?? Infinity));
      if (next > until) break;
      this.now = next;
      this.settle();
    }
    this.now = until;
  }

  status(pid: number): number | null {
    return this.exits.get(pid) ?? null;
  }
  private exits = new Map<number, number>();

  private asleep(process: Process): number | null {
    return process.row.state === 'T' || process.ended ? null : process.wakeAt;
  }

  private create(
    ppid: number,
    program: string,
    argv: string[],
    fds: Map<number, Description>,
    env: Record<string, string>,
    user: string,
    group: number | 'new' | 'session' | null,
    cwd: string,
  ): number {
    const found = Object.hasOwn(this.programs, program) ? this.programs[program] : undefined;
    if (!found) return -1;
    this.#nextPid += 1;
    const pid = this.#nextPid;
    for (const description of fds.values()) this.hold(description, 1);
    const context = { pid, argv, env, cwd, user, host: 'laptop', columns: this.columns };
    const parent = this.processes.get(ppid)?.row.group ?? pid;
    this.processes.set(pid, {
      row: {
        ...{ pid, ppid, user, program, argv, tty: 'pts/0', state: 'R', startedAt: this.now },
        ...{ leader: !this.processes.has(ppid), foreground: false },
        group: typeof group === 'string' ? pid : (group ?? parent),
      },
      ...{ cwd, env, fds, run: found.main(context), handles: found.handles ?? [], waiting: null },
      ...{ reply: null, wakeAt: null, pending: [], news: [], ended: false },
    });
    return pid;
  }

  private hold(description: Description, by: 1 | -1) {
    if (description.kind === 'read-end') description.pipe.readers += by;
    if (description.kind === 'write-end') description.pipe.writers += by;
  }

  private settle() {
    for (let moved = true; moved; ) {
      moved = false;
      for (const process of [...this.processes.values()]) {
        while (!process.ended && process.row.state !== 'T' && this.step(process)) {
          moved = true;
          this.budget -= 1;
          if (this.budget <= 0) throw new Error('endless loop');
        }
      }
    }
  }

  /** False when the process is blocked. */
  private step(process: Process): boolean {
    if (process.waiting) {
      const signal = process.pending.shift();
      const reply = signal ? no('EINTR', signal) : this.answer(process, process.waiting);
      if (!reply) return false;
      process.waiting = null;
      process.wakeAt = null;
      process.reply = reply;
    }
    if (process.ended) return true;
    const next = process.reply ? process.run.next(process.reply) : process.run.next();
    if (next.done)
      this.end(process, { pid: process.row.pid, change: 'exited', status: next.value & 255 });
    else if (next.value.call === 'exit') {
      this.end(process, {
        pid: process.row.pid,
        change: 'exited',
        status: next.value.status & 255,
      });
    } else process.waiting = next.value;
    return true;
  }

  private end(process: Process, change: ChildChange) {
    process.ended = true;
    for (const description of process.fds.values()) this.hold(description, -1);
    process.fds.clear();
    this.exits.set(process.row.pid, change.change === 'exited' ? change.status : 128);
    this.processes.delete(process.row.pid);
    this.processes.get(process.row.ppid)?.news.push(change);
  }

  private signalGroup(group: number, signal: Signal) {
    for (const process of [...this.processes.values()]) {
      if (process.row.group === group) this.signal(process, signal);
    }
  }

  private signal(process: Process, signal: Signal) {
    const { row } = process;
    if (signal === 'SIGCONT') {
      if (row.state !== 'T') return;
      row.state = 'S';
      for (const late of process.pending.splice(0)) this.signal(process, late);
    } else if (signal === 'SIGKILL') this.end(process, { pid: row.pid, change: 'killed', signal });
    else if (row.state === 'T') process.pending.push(signal);
    else if (process.handles.includes(signal)) process.pending.push(signal);
    else if (['SIGTSTP', 'SIGSTOP', 'SIGTTIN'].includes(signal)) {
      row.state = 'T';
      this.processes.get(row.ppid)?.news.push({ pid: row.pid, change: 'stopped', signal });
    } else this.end(process, { pid: row.pid, change: 'killed', signal });
  }

  private asker({ row, cwd }: Process): Asker {
    return { user: row.user, cwd, now: this.now };
  }

  private give(process: Process, description: Description): Reply {
    let fd = 3;
    while (process.fds.has(fd)) fd += 1;
    this.hold(description, 1);
    process.fds.set(fd, description);
    return ok(fd);
  }

  /** Null: not yet. */
  private answer(process: Process, call: Call): Reply | null {
    if ('path' in call && call.path === '') return no('ENOENT');
    switch (call.call) {
      case 'read':
        return this.read(process, call.fd, call.max ?? 65536);
      case 'write':
        return this.write(process, call.fd, call.data);
      case 'close': {
        const description = process.fds.get(call.fd);
        if (!description) return no('EBADF');
        this.hold(description, -1);
        process.fds.delete(call.fd);
        return ok();
      }
      case 'isatty':
        return ok(process.fds.get(call.fd)?.kind === 'terminal');
      case 'pipe': {
        const pipe = { bytes: '', readers: 0, writers: 0 };
        const ends = (['read-end', 'write-end'] as const).map((kind) => {
          const reply = this.give(process, { kind, pipe, count: 0 });
          return reply.ok ? reply.value : -1;
        });
        return ok(ends);
      }
      case 'open': {
        const asker = this.asker(process);
        if (this.files.path(asker, call.path) === '/dev/null') {
          return this.give(process, { kind: 'null' });
        }
        const node = this.files.open(asker, call.path, call.mode);
        if (!node.ok) return node;
        const append = call.mode === 'a';
        return this.give(process, { kind: 'file', node: node.value, offset: 0, append });
      }
      case 'stat':
        return this.files.stat(this.asker(process), call.path);
      case 'readdir':
        return this.files.readdir(this.asker(process), call.path);
      case 'unlink':
      case 'mkdir':
      case 'rmdir':
      case 'rename':
        return this.files.change(this.asker(process), call);
      case 'fd-path': {
        const open = process.fds.get(call.fd);
        if (!open) return no('EBADF');
        const found = [...this.files.nodes].find(
          ([, node]) => open.kind === 'file' && node === open.node,
        );
        return ok(found?.[0] ?? null);
      }
      case 'chmod': {
        const asker = this.asker(process);
        const there = this.files.stat(asker, call.path);
        if (!there.ok) return there;
        const node = this.files.nodes.get(this.files.path(asker, call.path));
        if (!node) return no('ENOENT');
        if (asker.user !== 'root' && node.owner !== asker.user) return no('EPERM');
        node.mode = call.mode;
        return ok();
      }
      case 'chdir': {
        const changed = this.files.chdir(this.asker(process), call.path);
        if (changed.ok) process.cwd = changed.value;
        return changed;
      }
      case 'spawn': {
        const fds = new Map<number, Description>();
        for (const [to, from] of Object.entries(call.fds)) {
          const description = process.fds.get(from);
          if (description) fds.set(Number(to), description);
        }
        const user = call.user ?? process.row.user;
        const env = call.env ?? process.env;
        const { pid } = process.row;
        const child = this.create(
          pid,
          call.program,
          call.argv,
          fds,
          env,
          user,
          call.group ?? null,
          process.cwd,
        );
        if (child >= 0 && call.foreground) {
          this.#foreground = this.processes.get(child)?.row.group ?? child;
        }
        return child < 0 ? no('ENOENT') : ok(child);
      }
      case 'wait': {
        const index = process.news.findIndex(
          ({ pid, change }) =>
            (call.pid === 'any' || call.pid === pid) && (change !== 'stopped' || call.untraced),
        );
        if (index >= 0) return ok(process.news.splice(index, 1)[0]);
        const children = [...this.processes.values()].some((p) => p.row.ppid === process.row.pid);
        if (!children) return no('ECHILD');
        return call.noHang ? ok() : null;
      }
      case 'kill': {
        const targets = [...this.processes.values()].filter(({ row }) =>
          call.group ? row.group === call.pid : row.pid === call.pid,
        );
        if (targets.length === 0) return no('ESRCH');
        if (
          process.row.user !== 'root' &&
          targets.some(({ row }) => row.user !== process.row.user)
        ) {
          return no('EPERM');
        }
        for (const target of targets) this.signal(target, call.signal);
        return ok();
      }
      case 'signal':
        process.handles = process.handles.filter((signal) => signal !== call.signal);
        if (call.handled) process.handles = [...process.handles, call.signal];
        return ok();
      case 'foreground':
        this.#foreground = call.group;
        return ok();
      case 'sleep':
        process.wakeAt ??= this.now + call.ms;
        return this.now >= process.wakeAt ? ok() : null;
      case 'now':
        return ok(this.now);
      case 'random':
        return ok(0);
      case 'processes':
        return ok([...this.processes.values()].map(({ row }) => ({ ...row })));
      case 'interfaces':
        return ok([
          {
            name: 'eth0',
            state: 'UP',
            mac: '',
            mtu: 1500,
            addrs: [{ addr: '192.168.1.20', prefix: 24 }],
          },
        ]);
      case 'whoami':
        return ok({ user: process.row.user, uid: process.row.user === 'root' ? 0 : 1000 });
      case 'uname':
        return ok({ host: 'laptop', kernel: '6.1.0' });
      case 'interact':
        return ok(this.edit);
      default:
        return no('EINVAL');
    }
  }

  private read(process: Process, fd: number, max: number): Reply | null {
    const from = process.fds.get(fd);
    switch (from?.kind) {
      case 'terminal': {
        if (process.row.group !== this.#foreground) {
          this.signalGroup(process.row.group, 'SIGTTIN');
          return null;
        }
        const line = this.#lines.shift();
        if (line !== undefined) return ok(line);
        if (!this.#ended) return null;
        this.#ended = false;
        return ok('');
      }
      case 'null':
        return ok('');
      case 'read-end': {
        const bytes = from.pipe.bytes.slice(0, max);
        if (bytes === '') return from.pipe.writers > 0 ? null : ok('');
        from.pipe.bytes = from.pipe.bytes.slice(max);
        return ok(bytes);
      }
      case 'file': {
        const bytes = from.node.bytes.slice(from.offset, from.offset + max);
        from.offset += bytes.length;
        return ok(bytes);
      }
      default:
        return no('EBADF');
    }
  }

  private write(process: Process, fd: number, data: string): Reply | null {
    const to = process.fds.get(fd);
    switch (to?.kind) {
      case 'terminal':
        this.screen += decodeText(data);
        break;
      case 'null':
        break;
      case 'write-end':
        if (to.pipe.readers === 0) {
          this.signal(process, 'SIGPIPE');
          return no('EPIPE');
        }
        if (to.pipe.bytes.length > 65536) return null;
        to.pipe.bytes += data;
        break;
      case 'file': {
        const { node } = to;
        const at = to.append ? node.bytes.length : to.offset;
        node.bytes = node.bytes.slice(0, at) + data + node.bytes.slice(at + data.length);
        node.modified = this.now;
        to.offset = at + data.length;
        break;
      }
      default:
        return no('EBADF');
    }
    return ok(data.length);
  }
}
