'use client';

import { useId, useState } from 'react';
import { packetWord } from '@/components/stage/packet-words';
import { packetTurn } from '@/components/stage/wire-view/packet-turn';
import { WireView } from '@/components/stage/wire-view/wire-view';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { formatDuration } from '@/content/messages/duration';
import { envelopeWidgetWords, fateWords } from '@/content/messages/envelope';
import { packetFieldWords } from '@/content/messages/packet-fields';
import type { Scenario } from '@/contract/scenario';
import { Replay } from '../replay';
import { openTampered, type Tampered } from './open-tampered';
import type { SentPacket } from './packets-of';
import { bitsOf, planTampering, type Way } from './plan-tampering';
import { type Fate, fates, readTampering, type Tampering } from './read-tampering';
import styles from './widget.module.css';

const words = envelopeWidgetWords.tamper;
const layers = envelopeWidgetWords.router.layers;
const fieldName = (key: keyof typeof packetFieldWords) =>
  `${layers[key.split('.')[0] as keyof typeof layers]}: ${packetFieldWords[key].name}`;

/** The packet is changed between two hosts: said first what becomes of it, then watched. */
export function TamperPanel({ scenario, sent }: { scenario: Scenario; sent: SentPacket }) {
  const [first] = sent.legs;
  const { packet, link } = first;
  const bits = bitsOf(first);
  const [way, setWay] = useState<Way>('bit');
  const [bit, setBit] = useState(
    () => (bits.find(({ key }) => /dport|type/.test(key)) ?? bits[0])?.bit ?? 0,
  );
  const [port, setPort] = useState(packet.dst.port === 81 ? 82 : 81);
  const [fate, setFate] = useState<Fate | null>(null);
  const [found, setFound] = useState<(Tampered & Tampering & { said: Fate }) | null>(null);
  const name = useId();
  if (packet.src.addr.includes(':')) return <p className={styles.note}>{words.only4}</p>;
  const ways = (Object.keys(words.ways) as Way[]).filter(
    (each) => each !== 'port' || packet.proto !== 'icmp',
  );

  async function send() {
    if (fate === null) return;
    const tamper = planTampering(first, way, { bit, port });
    const made = await openTampered(scenario, sent, tamper);
    const read = readTampering(made.events, sent.id);
    setFound({ ...made, ...read, said: fate });
    announce(`${fateWords[read.fate]} ${words.truth(read.fate, read.by, read.why)}`);
  }

  const changed = found?.events.find(
    (event) => 'packet' in event && event.packet.id === sent.id && event.kind !== 'sent',
  );
  const right = found?.said === found?.fate;
  return (
    <section className={styles.panel} aria-label={words.title}>
      <h2>{words.title}</h2>
      <fieldset className={styles.column}>
        <legend>{words.what}</legend>
        {ways.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name={`${name}way`}
              checked={way === each}
              onChange={() => setWay(each)}
            />
            {words.ways[each]}
          </label>
        ))}
        {way === 'bit' && (
          <label className={styles.inner}>
            {words.bitIn}
            <select value={bit} onChange={({ target }) => setBit(Number(target.value))}>
              {bits.map(({ key, bit: each }) => (
                <option key={key} value={each}>
                  {fieldName(key)}
                </option>
              ))}
            </select>
          </label>
        )}
        {way === 'port' && (
          <label className={styles.inner}>
            {words.port}
            <input
              type="number"
              min={1}
              max={65535}
              value={port}
              onChange={({ target }) =>
                setPort(Math.max(1, Math.min(65535, Math.trunc(Number(target.value)) || 1)))
              }
            />
          </label>
        )}
      </fieldset>
      <fieldset className={styles.column}>
        <legend>{words.expect}</legend>
        {fates.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name={`${name}fate`}
              checked={fate === each}
              onChange={() => setFate(each)}
            />
            {fateWords[each]}
          </label>
        ))}
      </fieldset>
      <p className={styles.note}>
        <Button variant="primary" aria-disabled={fate === null} onClick={send}>
          {words.send}
        </Button>{' '}
        {fate === null && words.sayFirst}
      </p>
      {found && (
        <>
          <div className={styles.verdict} data-right={right}>
            <p>
              <b>{fateWords[found.fate]}</b> {right ? words.right : words.said(found.said)}
            </p>
            <p>
              {!right && words.belief(found.said)} {words.truth(found.fate, found.by, found.why)}
            </p>
            <p>
              {found.again === null ? words.notAgain : words.again(formatDuration(found.again))}{' '}
              {words.next}
            </p>
          </div>
          {changed && 'packet' in changed && (
            <WireView
              key={JSON.stringify(changed.packet)}
              turns={[
                packetTurn(
                  { ...changed.packet },
                  changed.via === first.via ? link : null,
                  `${packetWord(changed.packet)}, ${envelopeWidgetWords.changed}`,
                ),
              ]}
              label={words.replay}
            />
          )}
          <Replay session={found.session} label={words.replay} />
        </>
      )}
    </section>
  );
}
