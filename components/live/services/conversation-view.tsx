'use client';

import { ArrowRight } from 'lucide-react';
import { EndpointText } from '@/components/stage/endpoint-text';
import { WireView } from '@/components/stage/wire-view/wire-view';
import { Tabs } from '@/components/ui/tabs';
import { serviceWords } from '@/content/messages/service-panel';
import type { Conversation } from '@/contract/lab-service';
import styles from './service-result.module.css';
import type { Layered } from './service-view';

function Layer({ talk, reads }: { talk: Conversation; reads: keyof typeof serviceWords.whoReads }) {
  const label = `${serviceWords.conversation(talk.purpose)}, ${serviceWords.layers[talk.layer]}`;
  return (
    <>
      <p className={styles.reads}>{serviceWords.whoReads[reads]}</p>
      <WireView turns={talk.turns} label={label} />
    </>
  );
}

/** One connection: both its ends, how it ended, and every byte, layer by layer. */
export function ConversationView({ talk: { wire, inside } }: { talk: Layered }) {
  return (
    <article className={styles.talk}>
      <h5>
        {serviceWords.conversation(wire.purpose)}
        <span className={styles.proto}>{wire.proto.toUpperCase()}</span>
      </h5>
      <p className={styles.ends}>
        <EndpointText end={wire.client} role="client" />
        <ArrowRight size={14} aria-label="to" />
        <EndpointText end={wire.server} role="server" />
      </p>
      {inside ? (
        <Tabs
          label={serviceWords.layer}
          panelStop={false}
          items={[inside, wire].map((talk) => ({
            id: talk.layer,
            label: serviceWords.layers[talk.layer],
            panel: <Layer talk={talk} reads={talk.layer} />,
          }))}
        />
      ) : (
        <Layer talk={wire} reads={wire.layer === 'inside TLS' ? 'inside TLS' : 'plain'} />
      )}
      {wire.proto === 'tcp' && (
        <p className={styles.ended}>{serviceWords.ended[wire.ended ?? inside?.ended ?? 'open']}</p>
      )}
    </article>
  );
}
