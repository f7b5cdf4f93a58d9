/** Cases by their numbers: their order in a round, their links, and what tells two of them apart. Pure. */
import { type Cause, cases } from '@/content/messages/which-failure-causes';
import type { Action } from '@/contract/action';
import type { Scenario } from '@/contract/scenario';

/** What breaks the world of a case. @throws Error where the scenario has no such fault */
export function breakingOf({ faults }: Scenario, number: number): readonly Action[] {
  const fault = faults.find(({ text }) => text === cases[number]?.fault);
  if (fault === undefined) throw new Error(`which-failure.yaml has no fault for case ${number}`);
  return fault.actions;
}

/** The first case with that cause. */
export const caseOf = (cause: Cause): number => cases.findIndex((one) => one.cause === cause);

/** Every case once, in an order that the seed decides (Fisher and Yates, mulberry32). */
export function shuffleCases(seed: number): number[] {
  const order = cases.map((_, number) => number);
  let state = seed >>> 0;
  const draw = (below: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) % below;
  };
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = draw(last + 1);
    [order[last], order[other]] = [order[other] as number, order[last] as number];
  }
  return order;
}

const MIX = 2654435761;
/** MIX times this is 1, modulo 2 to the 32. */
const UNMIX = 244002641;
export const SALTS = 10_000;

/**
 * A word for a link that does not show which case it is; with another salt the same case has another
 * word. No secret: who reads this program can read the word. `salt`: a whole number below 10 000.
 */
export function formatCase(number: number, salt: number): string {
  return (Math.imul(salt * cases.length + number, MIX) >>> 0).toString(36);
}

/** The case that a word stands for; null for any other text. */
export function parseCase(text: string): number | null {
  if (!/^[0-9a-z]{1,7}$/.test(text)) return null;
  const mixed = Number.parseInt(text, 36);
  if (mixed > 0xffffffff) return null;
  const plain = Math.imul(mixed, UNMIX) >>> 0;
  return plain < SALTS * cases.length ? plain % cases.length : null;
}

/** One thing that was done, and what it showed. */
export type Shown = {
  /** The command, or the address of a page. */
  line: string;
  host: string;
  printed: string;
  /** Simulated milliseconds until it ended, or until it was given up. */
  took: number;
  gaveUp: boolean;
};

/** Numbers that chance or the clock decides: process ids, times, ids of questions and containers. */
const mask = (text: string): string =>
  text.replace(/[0-9A-Fa-f]{8,}|\d+/g, '#').replace(/\s+/g, ' ');

/** A page's address stands where a command's line does. */
export const isPage = (line: string): boolean => line.startsWith('https:');

/** Whether two outputs of one command say the same, but for numbers; a page's own are kept. */
export function saysSame(one: Shown, other: Shown): boolean {
  if (one.gaveUp !== other.gaveUp) return false;
  return isPage(one.line)
    ? one.printed === other.printed
    : mask(one.printed) === mask(other.printed);
}
