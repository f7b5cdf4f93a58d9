/** Goals are conditions on state, in three tenses; any route that makes them true is a good one. */
import type { Check, Goal } from '@/contract/scenario';
import type { ProgramTable } from '../host/program';
import type { Stop } from '../world/settle';
import { isLively } from '../world/settle';
import { checkMoment, type Verdict } from './check-world';

/** `observed` says in words what was found, so that an unmet goal explains itself. */
export type GoalResult = { id: string; met: boolean; observed: string };

export type Timeline = readonly {
  world: Stop['world'];
  events: readonly Stop['events'][number][];
}[];

/**
 * Verdicts by stop: a stop never changes, so what was found of it stays true. Its world is asked for
 * only where something is to be found out, since a long history makes worlds again for it.
 */
const known = new WeakMap<Timeline[number], Map<string, Verdict>>();
const knownRests = new WeakMap<Timeline[number], boolean>();

/** Conditions that are tried out on a fork, and so looked at only where the world is at rest. */
function isTried(check: Check): boolean {
  if ('not' in check) return isTried(check.not);
  if ('all' in check) return check.all.some(isTried);
  if ('any' in check) return check.any.some(isTried);
  return 'probe' in check || 'http' in check;
}

/** Conditions on what has happened depend on more than the world, and stay true. */
function isHistory(check: Check): boolean {
  if ('not' in check) return isHistory(check.not);
  if ('all' in check) return check.all.some(isHistory);
  if ('any' in check) return check.any.some(isHistory);
  return 'ran' in check || 'printed' in check;
}

function isAtRest(stop: Timeline[number]): boolean {
  const rests = knownRests.get(stop) ?? !isLively(stop.world, stop.world.now);
  knownRests.set(stop, rests);
  return rests;
}

/**
 * How each goal stands at the end of `timeline`, which begins with the start of the scenario.
 * `now` asks of the last stop, `ever` of any stop, `in-order` of any stop after the one at which
 * the goal before it was first met. Probes run on forks and leave no trace.
 */
export function checkGoals(
  goals: readonly Goal[],
  timeline: Timeline,
  programs: ProgramTable,
): GoalResult[] {
  const events = timeline.map((stop) => stop.events);
  const last = timeline.length - 1;
  const verdictAt = (check: Check, index: number, since = 0): Verdict => {
    const stop = timeline[index];
    if (!stop) return { met: false, observed: 'nothing has happened yet' };
    const find = () =>
      checkMoment({ world: stop.world, events: events.slice(since, index + 1), programs }, check);
    if (isHistory(check)) return find();
    const verdicts = known.get(stop) ?? new Map<string, Verdict>();
    known.set(stop, verdicts);
    const key = JSON.stringify(check);
    const verdict = verdicts.get(key) ?? find();
    verdicts.set(key, verdict);
    return verdict;
  };
  const firstMet = (check: Check, from: number): number | null => {
    if ('ran' in check || 'printed' in check) return firstTold(check, from);
    const tried = isTried(check);
    for (let index = from; index <= last; index += 1) {
      const stop = timeline[index];
      if (!stop || (tried && index < last && !isAtRest(stop))) continue;
      if (verdictAt(check, index, from).met) return index;
    }
    return null;
  };
  // What was once told stays told, so that the first time is found by halving.
  const firstTold = (check: Check, from: number): number | null => {
    if (from > last || !verdictAt(check, last, from).met) return null;
    let [low, high] = [from, last];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (verdictAt(check, middle, from).met) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  // Where the goal before was first met; null while it is not.
  let before: number | null = -1;
  let beforeText = '';
  return goals.map(({ id, text, when, check }) => {
    const end = verdictAt(check, last);
    let met: number | null;
    let { observed } = end;
    if (when === 'now') met = end.met ? last : null;
    else if (when === 'ever') met = firstMet(check, 0);
    else if (before === null) {
      met = null;
      observed = `first: ${beforeText}`;
    } else met = firstMet(check, before + 1);
    const at = met;
    if (at !== null) observed = verdictAt(check, at).observed;
    before = when === 'now' && at !== null ? firstMet(check, 0) : at;
    beforeText = text;
    return { id, met: at !== null, observed };
  });
}
