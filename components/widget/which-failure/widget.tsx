'use client';

import { useRef, useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { benchWords } from '@/content/messages/interface';
import { failureWords as words } from '@/content/messages/which-failure';
import { cases } from '@/content/messages/which-failure-causes';
import type { Scenario } from '@/contract/scenario';
import type { WidgetProps } from '../widget-props';
import { BuildOwn } from './build-own';
import { GuessCase } from './guess-case';
import { type Found, withFound } from './round';
import { RoundList } from './round-list';
import { useDeck } from './use-deck';
import styles from './which-failure.module.css';

const modes = ['find', 'build'] as const;

/** One symptom, ten causes: found by ruling out layers, then seen on the wire. `#case=` opens one of a link. */
export function Widget({ scenarios }: WidgetProps) {
  const [scenario] = scenarios;
  if (scenario === undefined) throw new Error('content/widgets/which-failure has no scenario');
  return <WhichFailure scenario={scenario} />;
}

function WhichFailure({ scenario }: { scenario: Scenario }) {
  const deck = useDeck();
  const [mode, setMode] = useState<(typeof modes)[number]>('find');
  const [round, setRound] = useState<readonly Found[]>([]);
  /** A case that is left and comes again is a new one. */
  const [turn, setTurn] = useState(0);
  const top = useRef<HTMLElement>(null);

  function goOn() {
    if (deck.isLast) setRound([]);
    deck.next();
    comeUp();
  }

  function comeUp() {
    setTurn(turn + 1);
    requestAnimationFrame(() => top.current?.focus());
  }

  return (
    <section className={styles.widget} aria-label={words.title} ref={top} tabIndex={-1}>
      <header className={styles.head}>
        <p>
          <Badge code title={benchWords.simBadgeTip}>
            {benchWords.simBadge}
          </Badge>{' '}
          {words.intro}
        </p>
        <div role="group" aria-label={words.mode} className={styles.modes}>
          {modes.map((one) => (
            <Button key={one} size="small" aria-pressed={mode === one} onClick={() => setMode(one)}>
              {words.modes[one]}
            </Button>
          ))}
        </div>
      </header>
      {mode === 'build' ? (
        <BuildOwn
          onOpen={(word) => {
            deck.open(word);
            setMode('find');
            comeUp();
          }}
        />
      ) : (
        <>
          {deck.badLink && <p role="alert">{words.badLink}</p>}
          <GuessCase
            key={`${deck.number} ${turn}`}
            scenario={scenario}
            number={deck.number}
            title={deck.place === null ? words.given : words.count(deck.place, cases.length)}
            onFound={(found) => setRound(withFound(round, found))}
          >
            {(answered) => (
              <Button
                variant={answered ? 'primary' : 'quiet'}
                size={answered ? 'medium' : 'small'}
                onClick={goOn}
              >
                {deck.isLast ? words.newRound : answered ? words.nextCase : words.skipCase}
              </Button>
            )}
          </GuessCase>
          <RoundList round={round} />
        </>
      )}
    </section>
  );
}
