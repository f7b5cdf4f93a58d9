'use client';

import { useEffect, useState } from 'react';
import { envelopeWidgetWords } from '@/content/messages/envelope';
import type { Scenario } from '@/contract/scenario';
import { openSession } from '../open-session';
import type { WidgetProps } from '../widget-props';
import { EnvelopeBench } from './envelope-bench';
import { packetsOf, type SentPacket } from './packets-of';

/** The session is a scenario's steps, all done; its packets are what is looked into. */
async function sendAll(scenario: Scenario): Promise<SentPacket[]> {
  const session = await openSession(
    scenario,
    scenario.steps.map(({ action }) => action),
  );
  return packetsOf(session.getState().history);
}

/** Packets of a session, opened byte by byte, followed through a router, and broken. */
export function Widget({ scenarios: [scenario] }: WidgetProps) {
  const [packets, setPackets] = useState<SentPacket[] | 'failed' | null>(null);
  useEffect(() => {
    let gone = false;
    if (scenario === undefined) return;
    sendAll(scenario).then(
      (found) => gone || setPackets(found),
      () => gone || setPackets('failed'),
    );
    return () => {
      gone = true;
    };
  }, [scenario]);
  if (packets === 'failed') return <p role="alert">{envelopeWidgetWords.failed}</p>;
  if (packets === null || scenario === undefined)
    return <p role="status">{envelopeWidgetWords.opening}</p>;
  return <EnvelopeBench scenario={scenario} packets={packets} />;
}
