/** Guesses and results of the widget, kept for every pair under everything that may be broken. Pure. */
import {
  binds,
  callers,
  type Guess,
  type Result,
  type SwitchId,
} from '@/content/messages/who-can-reach';
import { type Cause, causes } from '@/content/messages/who-can-reach-beliefs';
import { type Call, keyOf } from './plan-call';
import type { Finding } from './read-call';

/** A pair as far as the learner has come with it: guessed, then sent. */
export type Try = { guess: Guess; finding: Finding | null };
export type Round = Readonly<Record<string, Try>>;

/** The pairs of one row, or of all rows, under what is broken. */
export function callsOf(broken: readonly SwitchId[], bind?: Call['bind']): Call[] {
  return (bind === undefined ? binds : [bind]).flatMap((row) =>
    callers.map(({ id }) => ({ bind: row, caller: id, broken })),
  );
}

/** A guess before the packets are sent; afterwards it stands as it was. Null takes it back. */
export function withGuess(round: Round, call: Call, guess: Guess | null): Round {
  const key = keyOf(call);
  if (round[key]?.finding) return round;
  const { [key]: _, ...rest } = round;
  return guess === null ? rest : { ...rest, [key]: { guess, finding: null } };
}

/** The result beside the guess; without a guess there is no place for it. */
export function withFinding(round: Round, call: Call, finding: Finding): Round {
  const key = keyOf(call);
  const before = round[key];
  return before === undefined ? round : { ...round, [key]: { ...before, finding } };
}

/** Without these calls, as if they had never been made. */
export function without(round: Round, calls: readonly Call[]): Round {
  const gone = new Set(calls.map(keyOf));
  return Object.fromEntries(Object.entries(round).filter(([key]) => !gone.has(key)));
}

/** Which of these have a guess and no result yet. */
export function waiting(round: Round, calls: readonly Call[]): Call[] {
  return calls.filter((call) => round[keyOf(call)]?.finding === null);
}

/** How these stand: sent, guessed rightly or otherwise, and without any guess. */
export function countTries(round: Round, calls: readonly Call[]) {
  const tries = calls.map((call) => round[keyOf(call)]);
  const ended = tries.flatMap((one) => (one?.finding ? [{ ...one, finding: one.finding }] : []));
  const said = ended.filter(({ guess }) => guess !== 'unsure');
  const right = said.filter(({ guess, finding }) => guess === finding.outcome).length;
  return {
    sent: ended.length,
    right,
    wrong: said.length - right,
    open: tries.filter((one) => one === undefined).length,
  };
}

export type IdeaState = { cause: Cause; met: number; said: number; right: number };

/** Every idea that some result was an example of, in the order of the causes. */
export function scoreIdeas(round: Round): IdeaState[] {
  const tries = Object.values(round);
  return causes.flatMap((cause) => {
    const met = tries.filter(({ finding }) => finding?.cause === cause);
    const said = met.filter(({ guess }) => guess !== 'unsure');
    const isRight = ({ guess, finding }: Try) =>
      guess === (finding?.outcome satisfies Result | undefined);
    const right = said.filter(isRight).length;
    return met.length === 0 ? [] : [{ cause, met: met.length, said: said.length, right }];
  });
}
