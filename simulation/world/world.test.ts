import { describe, expect, it } from 'vitest';
import type { Program, ProgramTable } from '../host/program';
import { print, sys } from '../host/system';
import { valuesOf } from '../host/table';
import { createWorld, performAction, type Stop, viewWorld, type World } from '../scenario/engine';
import { twoHosts } from '../scenario/test-scenario.test-helper';
import { hostOf } from './world';

const program = (name: string, main: Program['main'], more: Partial<Program> = {}): Program => ({
  name,
  usage: name,
  summary: name,
  main,
  ...more,
});

/** A shell of one line at a time: starts the program of that name and waits for it. */
const shell = program(
  'bash',
  function* ({ pid }) {
    for (;;) {
      yield* print('$ ');
      const line = yield* sys.read(0);
      if (!line.ok) continue;
      if (line.value === '') return 0;
      const argv = line.value.trim().split(' ');
      const fds = { 0: 0, 1: 1, 2: 2 };
      const child = yield* sys.spawn({ program: argv[0] ?? '', argv, fds, group: 'new' });
      if (!child.ok) {
        yield* print(`${child.errno}\n`);
        continue;
      }
      yield* sys.foreground(0, child.value);
      const change = yield* sys.wait({ pid: child.value, untraced: true });
      yield* sys.foreground(0, pid);
      if (change.ok) yield* print(`${JSON.stringify(change.value)}\n`);
    }
  },
  { handles: ['SIGINT', 'SIGTSTP'] },
);

const table: ProgramTable = {
  bash: shell,
  echo: program('echo', function* ({ argv }) {
    yield* print(`${argv.slice(1).join(' ')}\n`);
    return 3;
  }),
  serve: program('serve', function* () {
    const socket = yield* sys.socket('tcp');
    if (!socket.ok) return 1;
    yield* sys.bind(socket.value, '0.0.0.0', 8000);
    yield* sys.listen(socket.value, 5);
    for (;;) {
      const client = yield* sys.accept(socket.value);
      if (client.ok) yield* sys.send(client.value.fd, 'hello');
    }
  }),
  ask: program('ask', function* () {
    const socket = yield* sys.socket('tcp');
    if (!socket.ok) return 1;
    const connected = yield* sys.connect(socket.value, '192.168.1.20', 8000);
    if (!connected.ok) {
      yield* print(`${connected.errno}\n`);
      return 1;
    }
    const said = yield* sys.recv(socket.value);
    yield* print(`${said.ok ? said.value : said.errno}\n`);
    return 0;
  }),
  careful: program(
    'careful',
    function* () {
      const slept = yield* sys.sleep(60_000);
      yield* print(slept.ok ? 'slept\n' : `${slept.errno} ${slept.signal}\n`);
      return 0;
    },
    { handles: ['SIGINT'] },
  ),
  fault: program('fault', function* () {
    yield* sys.now();
    throw new Error('oops');
  }),
};

class Session {
  world: World;
  stops: Stop[] = [];

  constructor(seed = 1) {
    this.world = createWorld(twoHosts, seed, table);
  }

  do(action: Parameters<typeof performAction>[1]): Stop[] {
    const made = performAction(this.world, action, table);
    this.stops.push(...made);
    this.world = made.at(-1)?.world ?? this.world;
    return made;
  }

  type(line: string, host = 'laptop'): Stop[] {
    return this.do({ do: 'type', host, tty: 0, line });
  }

  text(host = 'laptop'): string {
    const view = viewWorld(this.world).hosts.find(({ name }) => name === host);
    return view?.terminals[0]?.text ?? '';
  }
}

describe('a terminal', () => {
  it('echoes the line, shows the output, and tells how the command ended', () => {
    const session = new Session();
    const stops = session.type('echo hi there');
    expect(session.text()).toBe(
      '$ echo hi there\nhi there\n{"pid":' + pidOf(stops) + ',"change":"exited","status":3}\n$ ',
    );
    const ended = stops.flatMap(({ events }) => events).filter(({ kind }) => kind === 'command');
    expect(ended.map((event) => event.kind === 'command' && [event.change, event.status])).toEqual([
      ['started', undefined],
      ['finished', 3],
    ]);
  });

  it('is held by a server until Ctrl-C ends it', () => {
    const session = new Session();
    session.type('serve');
    const held = viewWorld(session.world).hosts[0]?.terminals[0];
    expect(held).toMatchObject({ prompt: null, running: 'serve' });
    session.do({ do: 'key', host: 'laptop', tty: 0, key: 'C' });
    expect(session.text()).toContain('"change":"killed","signal":"SIGINT"');
    expect(viewWorld(session.world).hosts[0]?.sockets).toEqual([]);
  });

  it('keeps a port while its program is stopped by Ctrl-Z, and a kill waits for the program', () => {
    const session = new Session();
    session.type('serve');
    session.do({ do: 'key', host: 'laptop', tty: 0, key: 'Z' });
    const host = viewWorld(session.world).hosts[0];
    expect(host?.processes.find((one) => one.program === 'serve')?.state).toBe('T');
    expect(host?.sockets.map(({ state }) => state)).toEqual(['LISTEN']);
    session.type('ask', 'phone');
    // The kernel shakes hands although the program is stopped.
    expect(viewWorld(session.world).hosts[0]?.sockets.map(({ state }) => state)).toEqual([
      'LISTEN',
      'ESTAB',
    ]);
  });

  it('gives a handled signal to the program as EINTR', () => {
    const session = new Session();
    session.type('careful');
    session.do({ do: 'key', host: 'laptop', tty: 0, key: 'C' });
    expect(session.text()).toContain('^CEINTR SIGINT');
  });

  it('survives a program with a fault, and a shell that ends', () => {
    const session = new Session();
    session.type('fault');
    expect(session.text()).toContain('fault: fault in the program: oops');
    session.do({ do: 'key', host: 'laptop', tty: 0, key: 'D' });
    session.type('echo again');
    expect(session.text()).toContain('again\n');
  });
});

function pidOf(stops: Stop[]): number {
  const started = stops
    .flatMap(({ events }) => events)
    .find((event) => event.kind === 'process' && event.change === 'started');
  return started?.kind === 'process' ? started.pid : 0;
}

describe('time travel', () => {
  it('lets another future grow from any stop, also where programs have gone on since', () => {
    const session = new Session();
    session.type('serve');
    session.type('ask', 'phone');
    expect(session.text('phone')).toContain('hello');
    const asked = performAction(
      session.stops[3]?.world ?? session.world,
      { do: 'wait', ms: 10 },
      table,
    );
    const again = performAction(
      session.stops[3]?.world ?? session.world,
      { do: 'wait', ms: 10 },
      table,
    );
    expect(JSON.stringify(again.at(-1)?.world)).toBe(JSON.stringify(asked.at(-1)?.world));
  });

  it('freezes every world through and through', () => {
    const session = new Session();
    session.type('serve');
    const laptop = hostOf(session.world, 'laptop');
    const [process] = laptop ? valuesOf(laptop.processes) : [];
    expect(() => Object.assign(process ?? {}, { pid: 7 })).toThrow(TypeError);
  });
});

describe('the network', () => {
  it('takes 2 ms for a refusal and 3 s for an address that nobody has', () => {
    const session = new Session();
    session.type('ask', 'phone');
    expect(session.text('phone')).toContain('ECONNREFUSED');
    expect(session.world.now).toBe(2);
    const dead = new Session();
    dead.do({ do: 'power', host: 'laptop', state: 'off' });
    dead.type('ask', 'phone');
    expect(dead.text('phone')).toContain('EHOSTUNREACH');
    expect(dead.world.now).toBe(3000);
  });

  it('is silent behind a drop rule until the kernel gives up', () => {
    const session = new Session();
    session.type('serve');
    const rules = [{ hook: 'in' as const, proto: 'tcp' as const, action: 'drop' as const }];
    session.do({ do: 'firewall', host: 'laptop', rules });
    session.type('ask', 'phone');
    expect(session.text('phone')).toContain('ETIMEDOUT');
    expect(session.world.now).toBe(131_000);
  });

  it('ignores what makes no sense and says so', () => {
    const session = new Session();
    const before = JSON.stringify({ ...session.world, seq: 0 });
    const [stop] = session.do({ do: 'type', host: 'nosuch', tty: 0, line: 'x' });
    expect(stop?.events[0]).toMatchObject({ kind: 'machine', change: 'ignored' });
    expect(JSON.stringify({ ...session.world, seq: 0 })).toBe(before);
  });
});
