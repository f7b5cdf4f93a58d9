/** Lays the steps of a belief beside what the true world did, and finds where they part. Pure. */
import type { Guess, Moment, MomentPacket, MomentRow } from '@/content/messages/beliefs/belief';

/** In the order in which a parting is told. */
const aspects = ['packets', 'rows', 'result'] as const;
export type Aspect = (typeof aspects)[number];

/** `printed`: what the action's own terminal shows of it, without the line that was typed. */
export type Truth = Moment & { printed: string };

const packetKey = ({ word, from, to }: MomentPacket) => `${word} ${from} ${to}`;
const rowKey = ({ host, state, local, peer, program }: MomentRow) =>
  `${host} ${state} ${local} ${peer} ${program}`;

/** Packets in their order, rows in any. */
const text: Record<Aspect, (moment: Moment) => string> = {
  packets: ({ packets }) => packets.map(packetKey).join('\n'),
  rows: ({ rows }) => rows.map(rowKey).sort().join('\n'),
  result: ({ result }) => String(result),
};

/** In what two moments differ. */
export function differences(one: Moment, other: Moment): Aspect[] {
  return aspects.filter((aspect) => text[aspect](one) !== text[aspect](other));
}

/** Which packets and rows of `mine` the other moment does not have; each counted as often as it stands. */
export function strangers(mine: Moment, other: Moment): { packets: boolean[]; rows: boolean[] } {
  return {
    packets: notIn(mine.packets.map(packetKey), other.packets.map(packetKey)),
    rows: notIn(mine.rows.map(rowKey), other.rows.map(rowKey)),
  };
}

function notIn(mine: readonly string[], theirs: readonly string[]): boolean[] {
  const left = [...theirs];
  return mine.map((key) => {
    const place = left.indexOf(key);
    if (place < 0) return true;
    left.splice(place, 1);
    return false;
  });
}

export type Parting = { step: number; aspects: Aspect[] };

/**
 * The first step, counted from 0, at which the belief and the true world show different things;
 * null while they agree. Steps that only one of them has are not compared.
 */
export function findParting(belief: readonly Moment[], truth: readonly Moment[]): Parting | null {
  for (const [step, moment] of belief.entries()) {
    const other = truth[step];
    if (other === undefined) return null;
    const found = differences(moment, other);
    if (found.length > 0) return { step, aspects: found };
  }
  return null;
}

/** Whether a guess is what the true world did: its sign is the result, or is on the screen. */
export function holds({ sign }: Guess, truth: Truth): boolean {
  return truth.result === sign || truth.printed.includes(sign);
}
