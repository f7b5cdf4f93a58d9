/**
 * A state of a bench as a short text for an address's fragment: scenario id and version, seed,
 * what was done, and the playhead. Reading one back checks everything and says what is wrong; it
 * never throws. permalink-code.ts has the coding.
 */
import * as z from 'zod/mini';
import { type Action, action } from '@/contract/action';
import type { Scenario } from '@/contract/scenario';
import type { Entry } from './history';
import { isOfOtherFormat, packCode, unpackCode } from './permalink-code';
import { longestName, mostBookmarks } from './session-moments';

export type SavedSession = {
  scenario: string;
  version: number;
  seed: number;
  entries: Entry[];
  /** Looks that were cast from the past: done at stop `at`, in this order. */
  glances: { at: number; action: Action }[];
  /** The learner's own names of moments, by the index of their stop. */
  bookmarks: { at: number; name: string }[];
  playhead: number;
};

export type PermalinkProblem = 'broken' | 'stale' | 'other-scenario';
export type Decoded<T> = { ok: true; value: T } | { ok: false; problem: PermalinkProblem };

/** [stop, or -1 for "when all before it had settled"; 1 for a look; action or number of a scripted step] */
const packedEntry = z.tuple([
  z.int().check(z.gte(-1)),
  z.union([z.literal(0), z.literal(1)]),
  z.union([z.int().check(z.gte(0)), action]),
]);
const packed = z.object({
  s: z.string(),
  v: z.int(),
  d: z.int(),
  a: z.array(packedEntry).check(z.maxLength(2000)),
  g: z.optional(z.array(z.tuple([z.int().check(z.gte(0)), action])).check(z.maxLength(500))),
  b: z.optional(
    z
      .array(z.tuple([z.int().check(z.gte(0)), z.string().check(z.maxLength(longestName))]))
      .check(z.maxLength(mostBookmarks)),
  ),
  p: z.int().check(z.gte(0)),
});

export function formatPermalink(session: SavedSession): string {
  const entries = session.entries.map((entry) => [
    entry.settled ? -1 : entry.at,
    entry.look ? 1 : 0,
    entry.scripted ?? entry.action,
  ]);
  const glances = session.glances.map((glance) => [glance.at, glance.action]);
  const bookmarks = session.bookmarks.map(({ at, name }) => [at, name]);
  const body = {
    s: session.scenario,
    v: session.version,
    d: session.seed,
    a: entries,
    ...(glances.length > 0 ? { g: glances } : {}),
    ...(bookmarks.length > 0 ? { b: bookmarks } : {}),
    p: session.playhead,
  };
  return packCode(body);
}

/**
 * Reads a permalink's text for `scenario`. `stale`: made for another version of the scenario, or by a newer format.
 */
export function parsePermalink(code: string, scenario: Scenario): Decoded<SavedSession> {
  if (isOfOtherFormat(code)) return { ok: false, problem: 'stale' };
  const read = packed.safeParse(unpackCode(code));
  if (!read.success) return { ok: false, problem: 'broken' };
  const body = read.data;
  if (body.s !== scenario.id) return { ok: false, problem: 'other-scenario' };
  if (body.v !== scenario.version) return { ok: false, problem: 'stale' };
  const entries: Entry[] = [];
  for (const [at, look, deed] of body.a) {
    const scripted = typeof deed === 'number' ? deed : null;
    const done = typeof deed === 'number' ? scenario.steps[deed]?.action : deed;
    if (done === undefined) return { ok: false, problem: 'broken' };
    entries.push({ action: done, at, settled: at === -1, look: look === 1, scripted });
  }
  const glances = (body.g ?? []).map(([at, done]) => ({ at, action: done }));
  return {
    ok: true,
    value: {
      scenario: body.s,
      version: body.v,
      seed: body.d,
      entries,
      glances,
      bookmarks: (body.b ?? []).map(([at, name]) => ({ at, name })),
      playhead: body.p,
    },
  };
}
