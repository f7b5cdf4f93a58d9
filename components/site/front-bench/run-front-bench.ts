import { fetchLikely, programs, whenHere } from '@/components/bench/programs-here';
import {
  type Bind,
  type Caller,
  type CallerId,
  callers,
  type Guess,
} from '@/content/messages/front-bench';
import type { Scenario } from '@/contract/scenario';
import type { PacketView, TraceEvent } from '@/contract/trace';
import { createWorld, performAction } from '@/simulation/scenario/play-world';
import { viewWorld } from '@/simulation/world/view-world';
import type { World } from '@/simulation/world/world';

export type FrontRow = {
  caller: CallerId;
  outcome: Guess;
  /** Simulated milliseconds from the first SYN to what decided it. */
  ms: number;
  /** The packets that decided it, in order; `back` is from the laptop's kernel to the caller. */
  packets: { flags: string; back: boolean }[];
};
export type FrontRun = {
  /** Addresses with a socket in LISTEN on port 8000 of the laptop. */
  listening: string[];
  rows: FrontRow[];
};

const port = 8000;

/**
 * Starts Django on `bind` in the scenario's world, then has each caller ask with curl. Rejects
 * where the code of either cannot be fetched.
 */
export function runFrontBench(scenario: Scenario, bind: Bind): Promise<FrontRun> {
  return whenHere(() => run(scenario, bind));
}

/** Fetches ahead what `runFrontBench` needs. */
export function fetchFrontPrograms(): void {
  fetchLikely([runserver('127.0.0.1'), 'curl']);
}

function run(scenario: Scenario, bind: Bind): FrontRun {
  const start = createWorld(scenario, scenario.seed, programs);
  const started = type(start, 'laptop', 0, runserver(bind));
  const sockets = viewWorld(started.world).hosts.find(({ name }) => name === 'laptop')?.sockets;
  const listening = (sockets ?? [])
    .filter(({ state, local }) => state === 'LISTEN' && local.port === port)
    .map(({ local }) => local.addr);
  const rows: FrontRow[] = [];
  let { world } = started;
  for (const caller of callers) {
    const asked = ask(world, caller);
    rows.push({ caller: caller.id, ...readOutcome(asked.events) });
    world = asked.world;
  }
  return { listening, rows };
}

const runserver = (bind: Bind) => `python shop/manage.py runserver ${bind}:${port}`;

function ask(world: World, { host, target }: Caller) {
  // The laptop's first terminal is held by runserver.
  return type(world, host, host === 'laptop' ? 1 : 0, `curl -s http://${target}:${port}/`);
}

function type(
  world: World,
  host: string,
  tty: number,
  line: string,
): { world: World; events: TraceEvent[] } {
  const stops = performAction(world, { do: 'type', host, tty, line }, programs);
  return {
    world: stops.at(-1)?.world ?? world,
    events: stops.flatMap(({ events }) => events),
  };
}

/** What became of the first SYN: a SYN+ACK, a RST, or nothing within the caller's patience. */
function readOutcome(events: readonly TraceEvent[]): Omit<FrontRow, 'caller'> {
  const first = events.find((event) => event.kind === 'sent' && isSyn(event.packet));
  if (first?.kind !== 'sent') throw new Error('no connection was tried');
  const verdict = events.find(
    (event) => event.kind === 'arrived' && isAnswer(event.packet, first.packet),
  );
  const out = { flags: first.packet.flags, back: false };
  if (verdict?.kind !== 'arrived') {
    const last = events.at(-1)?.at ?? first.at;
    return { outcome: 'silent', ms: last - first.at, packets: [out] };
  }
  return {
    outcome: verdict.packet.flags.includes('R') ? 'refused' : 'answers',
    ms: verdict.at - first.at,
    packets: [out, { flags: verdict.packet.flags, back: true }],
  };
}

function isSyn({ proto, dst, flags }: PacketView): boolean {
  return proto === 'tcp' && dst.port === port && flags === 'S';
}

function isAnswer(packet: PacketView, syn: PacketView): boolean {
  return packet.src.port === port && packet.dst.port === syn.src.port && /[RS]/.test(packet.flags);
}
