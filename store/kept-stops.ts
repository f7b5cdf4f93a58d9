/**
 * Stops as a history keeps them. Every world adds some kilobytes to those before it, so that of a
 * long run only some are kept; the others are made again, when somebody looks, by running on from
 * the one that was kept before them: the same world gives the same run, byte for byte.
 */
import type { TraceEvent } from '@/contract/trace';
import type { SessionEngine, SessionStop, SessionWorld } from './session-engine';

/** One world is kept of so many stops: what it takes to run as many again is not felt. */
const SPACING = 64;
/** So many stretches between two kept worlds are remembered whole, the last used ones. */
const MOST_WHOLE = 64;

/** The stops between two whose worlds are kept; `remake` gives the worlds of all of them. */
type Stretch = { remake: () => readonly SessionWorld[] };

const whole = new Map<Stretch, readonly SessionWorld[]>();

function remember(stretch: Stretch, worlds: readonly SessionWorld[]): void {
  whole.delete(stretch);
  whole.set(stretch, worlds);
  for (const oldest of whole.keys()) {
    if (whole.size <= MOST_WHOLE) return;
    whole.delete(oldest);
  }
}

/** A stop like any other, whose world is made again where it is forgotten. */
class RemadeStop implements SessionStop {
  readonly #stretch: Stretch;
  readonly #place: number;

  constructor(
    readonly events: readonly TraceEvent[],
    stretch: Stretch,
    place: number,
  ) {
    this.#stretch = stretch;
    this.#place = place;
  }

  get world(): SessionWorld {
    const worlds = whole.get(this.#stretch) ?? this.#stretch.remake();
    remember(this.#stretch, worlds);
    return worlds[this.#place] as SessionWorld;
  }
}

/** Made apart, so that it holds on to nothing but what it needs. */
function stretchFrom(
  runOn: NonNullable<SessionEngine['runOn']>,
  world: SessionWorld,
  count: number,
): Stretch {
  return { remake: () => runOn(world, count) };
}

/**
 * The stops that came of one action as they are to be kept: the first, the last and every 64th with
 * its world. An engine that cannot run on keeps all of them.
 */
export function keepStops(
  { runOn }: SessionEngine,
  stops: readonly SessionStop[],
): readonly SessionStop[] {
  if (runOn === undefined) return stops;
  const last = stops.length - 1;
  const kept: SessionStop[] = [];
  for (let start = 0; start <= last; start += SPACING) {
    const first = stops[start] as SessionStop;
    const between = stops.slice(start + 1, Math.min(start + SPACING, last));
    const stretch = stretchFrom(runOn, first.world, between.length);
    const worlds = between.map(({ world }) => world);
    if (worlds.length > 0) remember(stretch, worlds);
    kept.push(first);
    for (const [place, { events }] of between.entries()) {
      kept.push(new RemadeStop(events, stretch, place));
    }
  }
  const end = stops[last];
  if (end !== undefined && kept.length === last) kept.push(end);
  return kept;
}
