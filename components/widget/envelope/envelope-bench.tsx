'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import { packetWord } from '@/components/stage/packet-words';
import { packetTurn } from '@/components/stage/wire-view/packet-turn';
import { WireView } from '@/components/stage/wire-view/wire-view';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { envelopeWidgetWords as words } from '@/content/messages/envelope';
import type { Scenario } from '@/contract/scenario';
import type { Leg, SentPacket } from './packets-of';
import { RouterPanel } from './router-panel';
import { TamperPanel } from './tamper-panel';
import styles from './widget.module.css';

/** `SYN, as laptop sent it, on “home”`. */
const nameOf = (leg: Leg, first: boolean) =>
  `${packetWord(leg.packet)}, ${words.leg(leg.host, leg.via, first)}`;

export function EnvelopeBench({
  scenario,
  packets,
}: {
  scenario: Scenario;
  packets: readonly SentPacket[];
}) {
  // A connection's first packet has the shortest story.
  const [place, setPlace] = useState(() =>
    Math.max(
      0,
      packets.findIndex(({ legs: [leg] }) => leg.packet.flags === 'S'),
    ),
  );
  const [side, setSide] = useState(0);
  const name = useId();
  const sent = packets[place];
  if (sent === undefined) return <p role="alert">{words.failed}</p>;
  const leg = sent.legs[side] ?? sent.legs[0];

  function goTo(next: number) {
    setPlace(Math.max(0, Math.min(packets.length - 1, next)));
    setSide(0);
  }

  return (
    <section className={styles.widget} aria-label={words.label}>
      <div className={styles.choose}>
        <label>
          <span>
            {words.session} <Badge code>SIM</Badge>
          </span>
          <select value={place} onChange={({ target }) => goTo(Number(target.value))}>
            {scenario.steps.map((step, number) => (
              <optgroup key={step.text} label={step.text}>
                {packets.map(({ id, step: own, legs: [first] }, index) =>
                  own === number ? (
                    <option key={id} value={index}>
                      {words.option(
                        index + 1,
                        packetWord(first.packet),
                        first.packet.proto.toUpperCase(),
                        first.host,
                      )}
                    </option>
                  ) : null,
                )}
              </optgroup>
            ))}
          </select>
        </label>
        <Button aria-disabled={place === 0} onClick={() => goTo(place - 1)}>
          <ChevronLeft size={16} aria-hidden /> {words.previous}
        </Button>
        <Button aria-disabled={place === packets.length - 1} onClick={() => goTo(place + 1)}>
          {words.next} <ChevronRight size={16} aria-hidden />
        </Button>
      </div>
      <fieldset className={styles.row}>
        <legend>{words.where}</legend>
        {sent.legs.map((one, index) => (
          <label key={one.via}>
            <input type="radio" name={name} checked={leg === one} onChange={() => setSide(index)} />
            {words.leg(one.host, one.via, index === 0)}
          </label>
        ))}
      </fieldset>
      <WireView
        key={sent.id}
        turns={[packetTurn(leg.packet, leg.link, nameOf(leg, leg === sent.legs[0]))]}
        label={words.bytesOf(packetWord(leg.packet))}
      />
      <RouterPanel key={`router/${sent.id}`} sent={sent} />
      <TamperPanel key={`tamper/${sent.id}`} scenario={scenario} sent={sent} />
    </section>
  );
}
