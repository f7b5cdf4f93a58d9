'use client';

import { useRef, useState } from 'react';
import { announce } from '@/components/ui/announce';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { useEarlyInput } from '@/components/ui/use-early-input';
import {
  type Bind,
  binds,
  type CallerId,
  callers,
  type Guess,
  guessWords,
} from '@/content/messages/front-bench';
import type { Scenario } from '@/contract/scenario';
import { type Flight, FlyingPacket } from './flying-packet';
import styles from './front-bench.module.css';
import { FrontPicture } from './front-picture';
import { FrontVerdict, sayVerdict } from './front-verdict';
import { Outcome } from './outcome';
import type { FrontRun } from './run-front-bench';

const guesses = Object.keys(guessWords) as Guess[];

/** The engine is most of the page's code: fetched when the visitor first touches the bench. */
async function loadEngine() {
  const engine = await import('./run-front-bench');
  engine.fetchFrontPrograms();
  return engine;
}

/**
 * The front page's bench: choose where Django listens, guess who is answered, fire. Results are
 * those of the simulation, run in the visitor's browser.
 */
export function FrontBench({ scenario }: { scenario: Scenario }) {
  const [bind, setBind] = useState<Bind>('127.0.0.1');
  const [guessed, setGuessed] = useState<Partial<Record<CallerId, Guess>>>({});
  const [run, setRun] = useState<FrontRun | null>(null);
  const [flight, setFlight] = useState<Flight | null>(null);
  const [landed, setLanded] = useState(0);
  const [trouble, setTrouble] = useState<string | null>(null);
  const land = useRef(() => {});
  const round = useRef(0);
  const form = useRef<HTMLFormElement>(null);
  const here = useEarlyInput(form);

  const busy = run !== null && landed < run.rows.length;
  const shown = run?.rows.slice(0, landed) ?? [];

  function start(next: Bind) {
    round.current += 1;
    setBind(next);
    setRun(null);
    setFlight(null);
    setLanded(0);
    setGuessed({});
  }

  async function fire() {
    const mine = ++round.current;
    setTrouble(null);
    setLanded(0);
    try {
      const { runFrontBench } = await loadEngine();
      const result = await runFrontBench(scenario, bind);
      if (round.current !== mine) return;
      setRun(result);
      for (const [index, row] of result.rows.entries()) {
        for (const packet of row.packets) {
          await new Promise<void>((resolve) => {
            land.current = resolve;
            setFlight({ caller: row.caller, ...packet });
          });
          if (round.current !== mine) return;
        }
        setFlight(null);
        setLanded(index + 1);
      }
      announce(sayVerdict(bind, guessed, result));
    } catch (error) {
      if (round.current !== mine) return;
      setRun(null);
      setTrouble(error instanceof Error ? error.message : String(error));
    }
  }

  return (
    <form
      ref={form}
      className={styles.bench}
      onPointerEnter={() => void loadEngine()}
      onFocus={() => void loadEngine()}
      onSubmit={(event) => {
        event.preventDefault();
        void fire();
      }}
    >
      <div className={styles.start} role="radiogroup" aria-labelledby="front-bind">
        <p id="front-bind">
          Django is started with <Badge code>SIM</Badge>
        </p>
        <div className={styles.choices}>
          {binds.map((each) => (
            <label key={each}>
              <input
                type="radio"
                name="bind"
                checked={bind === each}
                onChange={() => start(each)}
              />
              <span>
                {each}
                <i>:8000</i>
              </span>
            </label>
          ))}
        </div>
      </div>
      <FrontPicture
        bind={bind}
        listening={run?.listening ?? null}
        ended={shown.map(({ caller, outcome }) => ({ caller, outcome }))}
      >
        {flight && (
          <FlyingPacket
            key={`${flight.caller}${flight.back}${flight.flags}`}
            flight={flight}
            onLanded={() => land.current()}
          />
        )}
      </FrontPicture>
      <div className={styles.head} aria-hidden="true">
        <span>who asks for what</span>
        <span>your guess</span>
        <span>what happens</span>
      </div>
      {callers.map(({ id, who, target }, index) => (
        <div key={id} className={styles.row} role="radiogroup" aria-labelledby={`front-${id}`}>
          <p id={`front-${id}`}>
            {who} <span className="visually-hidden">asks for </span>
            <code>{target}:8000</code>
          </p>
          <div className={styles.choices}>
            {guesses.map((guess) => (
              <label key={guess}>
                <input
                  type="radio"
                  name={id}
                  checked={guessed[id] === guess}
                  disabled={run !== null}
                  onChange={() => setGuessed((before) => ({ ...before, [id]: guess }))}
                />
                <span>{guessWords[guess]}</span>
              </label>
            ))}
          </div>
          <Outcome row={index < landed ? run?.rows[index] : undefined} />
        </div>
      ))}
      <div className={styles.foot}>
        {run && !busy ? (
          <Button onClick={() => start(bind)}>Guess again</Button>
        ) : (
          <Button type="submit" variant="primary" disabled={!here} aria-disabled={busy}>
            Fire the packets
          </Button>
        )}
        <FrontVerdict bind={bind} guessed={guessed} run={busy ? null : run} trouble={trouble} />
      </div>
    </form>
  );
}
