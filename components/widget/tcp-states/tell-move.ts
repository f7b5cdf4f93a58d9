/** A change of state in sentences, and what was said of it beforehand. Pure. */
import {
  eventWords,
  type StateBelief,
  socketWords,
  stateBeliefs,
  statesWords as words,
} from '@/content/messages/tcp-states';
import type { TcpStateName } from '@/contract/trace';
import { type Move, rowsTo } from './read-path';

/** What has happened to the socket, as a sentence. */
export function eventSays({ event }: Pick<Move, 'event'>): string {
  return eventWords[event] ?? event;
}

/** The belief behind what was said of a change; null where it was right or stands for none. */
export function beliefBehind({ from, event }: Move, said: string): StateBelief | null {
  return stateBeliefs[`${from}/${event}/${said}`] ?? null;
}

/** What would have led to the state that was said; null where it was the right one. */
export function whatWouldLead({ from, to }: Move, said: string): string | null {
  if (said === to) return null;
  const rows = rowsTo(from, said as TcpStateName);
  return words.wouldTake(from, said, rows.map(({ event }) => event).join(', '));
}

/** All of it, to be spoken. */
export function tellMove(move: Move, said: string | undefined): string {
  const moved = words.moved(socketWords[move.socket].name, move.from, move.to);
  const judged = said === undefined ? [] : said === move.to ? [words.right] : [words.said(said)];
  return [eventSays(move), moved, ...judged].join(' ');
}
