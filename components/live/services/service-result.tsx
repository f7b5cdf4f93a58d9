'use client';

import { ArrowLeft, ArrowRight } from 'lucide-react';
import { useEffect } from 'react';
import { safeWords } from '@/components/stage/wire-view/wire-text';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { Disclosure } from '@/components/ui/disclosure';
import { formatDuration } from '@/content/messages/duration';
import { serviceOutcomes, serviceWords } from '@/content/messages/service-panel';
import type { ExchangeResult, ServiceId } from '@/contract/lab-service';
import type { ServiceOutcome } from '@/store/live-services';
import { OutcomeIcon } from '../outcome-icon';
import { useLabBusy, useLiveServices } from '../use-live-lab';
import { ConversationView } from './conversation-view';
import styles from './service-result.module.css';
import { type Layered, layersOf, type ServiceCard } from './service-view';

function Card({ card }: { card: ServiceCard }) {
  return (
    <div className={`${styles.card} ${styles[card.tone]}`}>
      <p className={styles.head}>
        <OutcomeIcon tone={card.tone} size={18} />
        <b>{card.word}</b>
        {card.code && <code>{card.code}</code>}
        {card.ms !== null && <span className={styles.ms}>{formatDuration(card.ms)}</span>}
      </p>
      <p>{card.sentence}</p>
      {card.own && (
        <>
          <p className={styles.label}>{serviceWords.ownWords}</p>
          <pre className={styles.own}>{safeWords(card.own)}</pre>
        </>
      )}
      {card.next && (
        <p>
          <b>Next:</b> {card.next}
        </p>
      )}
    </div>
  );
}

function Story({ story }: Pick<ExchangeResult, 'story'>) {
  if (story.length === 0) return null;
  return (
    <>
      <h5>{serviceWords.story}</h5>
      <ol className={styles.story}>
        {story.map(({ did, got }, index) => (
          <li key={index}>
            <span className={styles.did}>
              <ArrowRight size={14} aria-label={serviceWords.storyDid} /> {safeWords(did)}
            </span>
            <span className={styles.got}>
              <ArrowLeft size={14} aria-label={serviceWords.storyGot} />{' '}
              <span>{got.split('\n').map(safeWords).join('\n')}</span>
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}

function Lost({
  outcome,
  service,
}: {
  outcome: Extract<ServiceOutcome, { kind: 'lost' }>;
  service: ServiceId;
}) {
  const start = useLiveServices((services) => services.start);
  const exchange = useLiveServices((services) => services.exchange);
  const busy = useLabBusy();
  const { asked, reach, runAs } = outcome;
  async function again() {
    if (busy) return;
    if ((await start(service, reach, runAs)) && asked) await exchange(asked);
  }
  return (
    <Button size="small" variant="primary" aria-disabled={busy} onClick={() => void again()}>
      {asked ? serviceOutcomes.againAndCall : serviceOutcomes.again}
    </Button>
  );
}

/** Conversations that are unfolded from the beginning. */
const SHOWN = 4;
const view = (talk: Layered) => <ConversationView key={talk.wire.id} talk={talk} />;

/** How the last thing done with a service ended, and every byte of it. */
export function ServiceResult({
  service,
  outcome,
  card,
}: {
  service: ServiceId;
  outcome: ServiceOutcome | undefined;
  card: ServiceCard | null;
}) {
  const at = outcome?.at;
  useEffect(() => {
    if (at === undefined || !card) return;
    announce([card.word, card.code, card.sentence, card.own].filter(Boolean).join('. '));
    // Once for each outcome, not whenever the card is worded anew.
  }, [at]);

  if (!outcome || !card) return <p className={styles.empty}>{serviceWords.nothingYet}</p>;
  const result = outcome.kind === 'exchange' ? outcome.result : null;
  const talks = layersOf(result?.conversations ?? []);
  return (
    <div className={styles.result}>
      <Card card={card} />
      {outcome.kind === 'lost' && <Lost outcome={outcome} service={service} />}
      {result && (
        <>
          <p className={styles.client}>
            {result.client}, {serviceWords.from.toLowerCase()} the {result.from}
          </p>
          <Story story={result.story} />
          {result.log.length > 0 && (
            <>
              <h5>{serviceWords.log}</h5>
              <pre className={styles.log} tabIndex={0} aria-label={serviceWords.log}>
                {result.log.map(safeWords).join('\n')}
              </pre>
            </>
          )}
          <p className={styles.count}>{serviceWords.conversations(talks.length)}</p>
          {talks.slice(0, SHOWN).map(view)}
          {talks.length > SHOWN && (
            <Disclosure summary={serviceWords.moreTalks(talks.length - SHOWN)}>
              {talks.slice(SHOWN).map(view)}
            </Disclosure>
          )}
        </>
      )}
    </div>
  );
}
