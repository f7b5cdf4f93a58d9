/** The operations of one host of a sandbox. Nothing here takes a name, a path or code. */
import type { Listener, ProbeResult, SendRequest, SocketsResult } from '@/contract/lab';
import type { TraceEvent } from '@/contract/trace';
import type { AgentHello, AgentMessage, AgentRequest } from './agent-protocol';
import type { Connection, Machine } from './connection';
import { permitDial } from './dial-policy';
import type { Libc } from './libc';
import { type OpenListener, openListener } from './listener';
import { createPoller } from './poller';
import { blankResult, probe } from './probe';
import { createRecorder } from './recorder';
import { readOracleSockets, readSockets } from './sock-diag';
import { createStepRunner } from './step-runner';
import { createTap } from './tap';

/** Ten probes a second leave 600 of them; nobody reads that many. */
const MOST_TIME_WAIT_ROWS = 40;

type Failure = Extract<AgentMessage, { ok: false }>;
class Refusal extends Error {
  constructor(
    readonly code: Failure['code'],
    message: string,
  ) {
    super(message);
  }
}

/** `emit` gets every trace event; `handle` answers one request and never throws. */
export function createAgent(libc: Libc, hello: AgentHello, emit: (event: TraceEvent) => void) {
  const { host, limits, own } = hello;
  // In a network of its own an agent may listen in. What allows it goes before any thread begins.
  const packets = own ? null : libc.packetSocket();
  if (!own) libc.keepOnlyLowPorts();
  const machine: Machine = {
    libc,
    poller: createPoller(libc),
    recorder: createRecorder(libc, host, BigInt(hello.origin), emit),
    limits,
    buffered: { bytes: 0 },
  };
  const runner = createStepRunner(libc, machine.poller);
  const tap = packets?.ok
    ? createTap(libc, machine.poller, packets.value, BigInt(hello.origin))
    : null;
  const listeners = new Map<string, OpenListener>();
  const kept = new Map<string, Connection>();
  const room = { accepted: 0 };
  let probing = 0;

  const endpointsOpened = () => [...listeners.values()].map(({ listener }) => listener.local);

  function listen(args: Extract<AgentRequest, { op: 'listen' }>['args']) {
    if (listeners.size >= limits.listeners) {
      throw new Refusal(
        'limit',
        `At most ${limits.listeners} listeners at a time: close one first.`,
      );
    }
    if (own && !own.includes(args.addr)) {
      throw new Refusal('not-allowed', `Here you may listen on ${own.join(' and ')} only.`);
    }
    const { result, open } = openListener(machine, host, args, room);
    if (open) listeners.set(args.listenerId, open);
    return result;
  }

  async function knock(args: Extract<AgentRequest, { op: 'probe' }>['args']): Promise<ProbeResult> {
    if (kept.size + probing >= limits.connections) {
      throw new Refusal('limit', `At most ${limits.connections} connections at a time.`);
    }
    const target = { addr: args.addr, port: args.port };
    const permit = own
      ? permitDial(libc, own, [...endpointsOpened(), ...args.known], target)
      : null;
    if (permit && !permit.ok) {
      if (permit.reason === 'not-yours') throw new Refusal('not-allowed', permit.detail);
      return notUsable(args.from, target, permit.detail);
    }
    probing++;
    try {
      return await probe(
        machine,
        host,
        args,
        own ? args.addr : null,
        (id, { connection }, gone) => {
          if (gone) kept.delete(id);
          else kept.set(id, connection);
        },
      );
    } finally {
      probing--;
      permit?.release();
    }
  }

  function close(id: string): boolean {
    const listener = listeners.get(id);
    const connection = kept.get(id);
    listeners.delete(id);
    listener?.close();
    connection?.close();
    return listener !== undefined || connection !== undefined;
  }

  function send({ id, data, end }: SendRequest): boolean {
    const connection = kept.get(id);
    if (!connection?.open()) return false;
    if (data !== '') connection.send(Buffer.from(data, 'latin1'));
    if (end) connection.end();
    return true;
  }

  function sockets(): SocketsResult {
    const all = readSockets(libc, host, machine.recorder.descriptors());
    const mine = own
      ? all.filter(
          (row) => own.includes(row.local.addr) || (row.peer && own.includes(row.peer.addr)),
        )
      : all;
    const open: Listener[] = [...listeners.values()].map(({ listener }) => listener);
    const ended = mine.filter((row) => row.state === 'TIME-WAIT').slice(-MOST_TIME_WAIT_ROWS);
    return {
      rows: [...mine.filter((row) => row.state !== 'TIME-WAIT'), ...ended],
      listeners: open,
      connections: [...kept].map(([id, { local, peer }]) => ({ id, host, local, peer })),
    };
  }

  async function run(request: AgentRequest): Promise<unknown> {
    switch (request.op) {
      case 'hello':
        return true;
      case 'identity':
        return {
          netns: libc.readlink('/proc/self/ns/net'),
          uid: process.getuid?.() ?? -1,
          pid: process.pid,
        };
      case 'listen':
        return listen(request.args);
      case 'probe':
        return knock(request.args);
      case 'close':
        return close(request.args.id);
      case 'send':
        return send(request.args);
      case 'sockets':
        return sockets();
      case 'tap':
        return tap?.mark() ?? null;
      case 'packets':
        return tap?.since(request.args.since) ?? [];
      case 'scenarioStep': {
        const { call, proc, step, waitMs } = request.args;
        if (own) throw new Refusal('not-allowed', 'Scenarios need a network of their own.');
        return runner.step(call, proc, step, waitMs);
      }
      case 'scenarioWait':
        return runner.wait(request.args.call, request.args.waitMs);
      case 'scenarioLook':
        return { ended: runner.ended(), sockets: readOracleSockets(libc) };
    }
  }

  return async function handle(request: AgentRequest): Promise<AgentMessage> {
    try {
      return { id: request.id, ok: true, value: await run(request) };
    } catch (error) {
      const code = error instanceof Refusal ? error.code : 'failed';
      const detail = error instanceof Error ? error.message : String(error);
      return { id: request.id, ok: false, code, detail };
    }
  };
}

const notUsable = (
  from: ProbeResult['from'],
  target: ProbeResult['target'],
  note: string,
): ProbeResult => ({
  ...blankResult(from, target),
  outcome: 'not-usable',
  call: 'bind',
  errno: 'EADDRINUSE',
  note,
});
