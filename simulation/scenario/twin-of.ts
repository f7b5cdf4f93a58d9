/**
 * What was done on a bench as a scenario of the oracle's form: the system calls that its programs
 * made, so that a real kernel can be asked the same. Pure; read from the trace alone, beside the
 * machines as they stood at the start and where their rules were changed.
 */
import type { OracleCase } from '@/contract/oracle';
import type { TraceEvent } from '@/contract/trace';
import type { Machine } from '../host/machine';
import { hostOf, hostsOf, type World } from '../world/world';
import { castOf } from './twin-cast';
import { addressesOf, tellHosts } from './twin-hosts';
import { NotTellable, refuse, type TwinRefusal } from './twin-refusal';
import { openAtStart } from './twin-start';
import { createTeller } from './twin-steps';

/** What the lab takes: contract/twin.ts, and 40 s with some room for its own steps. */
const MOST_STEPS = 160;
const MOST_MS = 36_000;

/** A stop of a bench's history; `world` as it stood after the events. */
export type TwinStop = { world: World; events: readonly TraceEvent[] };

export type Twin = {
  ok: true;
  scenario: OracleCase;
  /** Result of each step on the bench; null where the bench did not say. */
  seen: (string | null)[];
  /** About how long the lab will play it, ms. */
  ms: number;
};

/**
 * @param stops from the start of the bench (whose events are none) to the moment that is asked about.
 */
export function twinOf(stops: readonly TwinStop[], id: string): Twin | TwinRefusal {
  try {
    return tellTwin(stops, id);
  } catch (error) {
    if (!(error instanceof NotTellable)) throw error;
    const { what, about } = error;
    return { ok: false, what, about };
  }
}

function tellTwin(stops: readonly TwinStop[], id: string): Twin {
  const first = stops[0];
  if (!first) return refuse('nothing', '');
  const events = stops.flatMap((stop) => stop.events);
  const machines = takingPart(hostsOf(first.world), events);
  if (machines.length === 0) refuse('nothing', '');
  const names = new Set(machines.map(({ name }) => name));
  const { lans, hosts } = tellHosts(machines);
  for (const lan of lans) if (first.world.links[lan]) refuse('segment', lan);
  const cast = castOf(machines, events);
  const teller = createTeller(cast, machines);
  for (const machine of machines) openAtStart(teller, machine);
  for (const { events: some, world } of stops) {
    for (const event of some) {
      const whole = event.kind === 'machine' && event.change === 'segment';
      if (names.has(event.host) || whole) teller.hear(event, (host) => hostOf(world, host));
    }
  }
  const { steps, seen, ms } = teller.told();
  if (steps.length === 0) refuse('nothing', '');
  if (steps.length > MOST_STEPS) refuse('steps', String(steps.length));
  if (ms > MOST_MS) refuse('time', String(Math.round(ms / 1000)));
  const procs: OracleCase['procs'] = {};
  for (const [key, { name }] of cast.procs) {
    const host = key.split(' ')[0] ?? '';
    // The lab's programs all have the right to low ports; who lacked it was refused above.
    if (steps.some(({ proc }) => proc === name)) procs[name] = { host, user: 'root' };
  }
  return { ok: true, scenario: { id, title: '', lans, hosts, procs, steps }, seen, ms };
}

/** Machines whose programs use sockets, and those that are called. */
function takingPart(machines: readonly Machine[], events: readonly TraceEvent[]): Machine[] {
  const acting = new Set<string>();
  const called = new Set<unknown>();
  for (const event of events) {
    if (event.kind !== 'call') continue;
    if (event.file === undefined && event.made === undefined) continue;
    acting.add(event.host);
    if (['connect', 'sendto'].includes(event.call)) called.add(event.args.addr);
  }
  return machines.filter(
    (machine) =>
      acting.has(machine.name) || addressesOf(machine).some((address) => called.has(address)),
  );
}
