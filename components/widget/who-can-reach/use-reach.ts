'use client';

import { useRef, useState } from 'react';
import { announce } from '@/components/ui/announce';
import { type Guess, reachWords, type SwitchId } from '@/content/messages/who-can-reach';
import type { Scenario } from '@/contract/scenario';
import { openCall, readSession } from './open-call';
import { type Call, callerOf, keyOf } from './plan-call';
import { callsOf, countTries, type Round, waiting, withFinding, withGuess, without } from './round';

/** Lets the page draw what has come so far. */
const breathe = () => new Promise((resolve) => setTimeout(resolve));

/**
 * What the learner says and finds out: guesses, results, what is broken, and the call that is
 * looked at. `send` fires what has a guess among `calls`, one after another.
 */
export function useReach(scenario: Scenario) {
  const [round, setShown] = useState<Round>({});
  const [broken, setBroken] = useState<readonly SwitchId[]>([]);
  const [picked, setPicked] = useState<Call | null>(null);
  const [busy, setBusy] = useState(false);
  const [note, setNote] = useState<string | null>(null);
  const latest = useRef(round);

  function change(next: Round) {
    latest.current = next;
    setShown(next);
  }

  /** Shown and spoken. */
  function tell(text: string) {
    setNote(text);
    announce(text);
  }

  async function send(calls: readonly Call[]) {
    if (busy) return;
    const due = waiting(latest.current, calls);
    if (due.length === 0) {
      const [only] = calls;
      const one = calls.length === 1 && only && latest.current[keyOf(only)] === undefined;
      return tell(one ? reachWords.guessFirst : reachWords.nothingToSend);
    }
    setBusy(true);
    setNote(reachWords.busy);
    try {
      for (const call of due) {
        const finding = readSession(await openCall(scenario, call), call);
        change(withFinding(latest.current, call, finding));
        await breathe();
      }
      tell(sayResult(due, countTries(latest.current, calls).open));
      setPicked(firstToSee(due));
    } catch (error) {
      tell(reachWords.failed(error instanceof Error ? error.message : String(error)));
    }
    setBusy(false);
  }

  function sayResult(sent: readonly Call[], left: number): string {
    const [only] = sent;
    const one = sent.length === 1 && only ? latest.current[keyOf(only)] : undefined;
    if (only && one?.finding) {
      const told = { ...one.finding, bind: only.bind, caller: callerOf(only.caller) };
      return `${reachWords.said(told)} ${reachWords.verdict(told.outcome, one.guess)}`;
    }
    const { right, wrong } = countTries(latest.current, sent);
    return reachWords.sent(sent.length, right, wrong, left);
  }

  /** The first that came otherwise than said, else the first. */
  function firstToSee(sent: readonly Call[]): Call | null {
    const surprise = sent.find((call) => countTries(latest.current, [call]).wrong > 0);
    return surprise ?? sent[0] ?? null;
  }

  return {
    round,
    broken,
    picked,
    busy,
    note,
    send,
    pick: setPicked,
    guess(call: Call, guess: Guess | null) {
      setNote(null);
      change(withGuess(latest.current, call, guess));
    },
    /** Says "not sure" wherever nothing was said. */
    passOnRest() {
      const silent = callsOf(broken).filter((call) => latest.current[keyOf(call)] === undefined);
      change(silent.reduce((all, call) => withGuess(all, call, 'unsure'), latest.current));
      tell(reachWords.passed(silent.length));
    },
    again() {
      setPicked(null);
      change(without(latest.current, callsOf(broken)));
      tell(reachWords.fresh);
    },
    toggle(id: SwitchId) {
      setPicked(null);
      setNote(null);
      setBroken(broken.includes(id) ? broken.filter((one) => one !== id) : [...broken, id]);
    },
  };
}

export type Reach = ReturnType<typeof useReach>;
