import { Check, StepBack, StepForward, X } from 'lucide-react';
import { useId, useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { socketWords, statesWords as words } from '@/content/messages/tcp-states';
import { MarkerSign } from './marker';
import { type Move, statesAfter } from './read-path';
import styles from './states.module.css';
import { beliefBehind, eventSays, whatWouldLead } from './tell-move';

/** The change that comes next, to be guessed or passed over; and how the last guess came out. */
export function StepPanel({
  moves,
  done,
  said,
  onStep,
  onBack,
}: {
  moves: readonly Move[];
  /** How many of them have happened. */
  done: number;
  said: Readonly<Record<number, string>>;
  onStep: (said: string | null) => void;
  onBack: () => void;
}) {
  const [chosen, setChosen] = useState<{ of: number; state: string } | null>(null);
  const name = useId();
  // What was chosen of one change says nothing of another.
  const guess = chosen?.of === done ? chosen.state : null;
  const next = moves[done];
  const options = next ? statesAfter(next.from) : [];
  const last = moves[done - 1];
  const lastSaid = said[done - 1];

  return (
    <form
      className={styles.step}
      onSubmit={(event) => {
        event.preventDefault();
        if (next) onStep(guess);
      }}
    >
      {last && lastSaid !== undefined && <Judgement move={last} said={lastSaid} />}
      {next ? (
        <fieldset>
          <legend>{words.next}</legend>
          <p>
            <MarkerSign socket={next.socket} />{' '}
            {next.from === 'LISTEN' && next.socket === 'server'
              ? words.listenerAsked
              : words.nextOf(socketWords[next.socket].name, next.from)}{' '}
            <b>{eventSays(next)}</b> {options.length > 1 ? words.which : words.onlyOne}
          </p>
          <div className={styles.guesses}>
            {options.length > 1 &&
              options.map((state) => (
                <label key={state}>
                  <input
                    type="radio"
                    name={name}
                    checked={guess === state}
                    onChange={() => setChosen({ of: done, state })}
                  />
                  <code>{state}</code>
                </label>
              ))}
          </div>
        </fieldset>
      ) : (
        <p>{words.done}</p>
      )}
      <div className={styles.buttons}>
        <Button aria-disabled={done === 0} onClick={() => done > 0 && onBack()}>
          <StepBack size={15} aria-hidden /> {words.back}
        </Button>
        <Button type="submit" variant="primary" aria-disabled={next === undefined}>
          {words.step} <StepForward size={15} aria-hidden />
        </Button>
        <span>{words.position(done, moves.length)}</span>
      </div>
    </form>
  );
}

function Judgement({ move, said }: { move: Move; said: string }) {
  const belief = beliefBehind(move, said);
  const right = said === move.to;
  const Icon = right ? Check : X;
  return (
    <div className={styles.judgement} data-right={right}>
      <Icon size={18} strokeWidth={2.5} aria-hidden />
      <p>
        {words.moved(socketWords[move.socket].name, move.from, move.to)} {words.said(said)}{' '}
        {right ? words.right : whatWouldLead(move, said)}{' '}
        {belief && (
          <>
            {words.belief} <i>{belief.says}.</i>{' '}
            {belief.code !== null && <Badge code>{belief.code}</Badge>} {belief.truth}
          </>
        )}
      </p>
    </div>
  );
}
