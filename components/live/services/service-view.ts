/** What was done with a service, in words; and its conversations, sorted for showing. Pure. */
import { errors, explainErrno } from '@/content/messages/errors';
import { outcomes } from '@/content/messages/outcomes';
import { serviceOutcomes } from '@/content/messages/service-panel';
import type { LabSocketRow } from '@/contract/lab';
import type { Conversation, ServiceRow } from '@/contract/lab-service';
import type { ServiceOutcome } from '@/store/live-services';
import { type OutcomeTone, place } from '../outcome-words';

export type ServiceCard = {
  tone: OutcomeTone;
  word: string;
  /** Errno, or the code of the client's library. */
  code: string | null;
  sentence: string;
  next: string | null;
  /** What the library or the system said, word for word. */
  own: string | null;
  ms: number | null;
};

const quiet: Record<string, string> = {
  ECONNREFUSED: outcomes.refused.word,
  ECONNRESET: outcomes.reset.word,
  ETIMEDOUT: serviceOutcomes.noAnswer,
  LAB_TIMEOUT: serviceOutcomes.noAnswer,
};

type Exchange = Extract<ServiceOutcome, { kind: 'exchange' }>['result'];

function exchangeCard({ error, ms, conversations }: Exchange): ServiceCard {
  if (!error) {
    const wire = conversations.filter(({ layer }) => layer === 'on the wire');
    const bytes = wire.flatMap(({ turns }) => turns).reduce((sum, { total }) => sum + total, 0);
    return {
      tone: 'good',
      word: serviceOutcomes.answered,
      code: null,
      sentence: serviceOutcomes.answeredSentence(wire.length, bytes),
      next: null,
      own: null,
      ms,
    };
  }
  const { code, message } = error;
  const late = code === 'LAB_TIMEOUT' || code === 'ETIMEDOUT';
  const known = Object.hasOwn(errors, code) ? explainErrno(code, 'connect') : null;
  const sentence =
    known?.means ??
    (code === 'LAB_TIMEOUT' ? serviceOutcomes.timeout : serviceOutcomes.libraryError);
  return {
    tone: late ? 'wait' : 'bad',
    word: quiet[code] ?? serviceOutcomes.refusedByServer,
    code: code === '' || code === 'LAB_TIMEOUT' ? null : code,
    sentence,
    next: known?.next ?? null,
    own: message,
    ms,
  };
}

/** Who holds a port of the service, as the kernel's table tells. */
function holders(row: ServiceRow | undefined, sockets: readonly LabSocketRow[]): string[] {
  const ports = row?.ports.flatMap(({ port }) => [port, port + 8000]) ?? [];
  return sockets
    .filter(
      ({ state, host, local }) =>
        state === 'LISTEN' && host === 'laptop' && ports.includes(local.port),
    )
    .map(({ local, owners }) => [place(local), ...owners.map(({ program }) => program)].join(' '));
}

export function serviceCard(
  outcome: ServiceOutcome,
  row: ServiceRow | undefined,
  sockets: readonly LabSocketRow[],
): ServiceCard {
  const none = { code: null, next: null, own: null, ms: null };
  switch (outcome.kind) {
    case 'exchange':
      return exchangeCard(outcome.result);
    case 'started': {
      const { answers, listening } = outcome.running;
      const where = listening.map(({ local }) => place(local)).join(', ');
      const sentence = `${answers}: ${where}`;
      return { ...none, tone: 'good', word: serviceOutcomes.listening, sentence };
    }
    case 'not-started': {
      const { errno, detail } = outcome;
      const { means, next } = explainErrno(errno, 'bind');
      const holding = errno === 'EADDRINUSE' ? holders(row, sockets) : [];
      const who = holding.length > 0 ? ` ${serviceOutcomes.holder(holding.join(' and '))}` : '';
      const sentence = `${means}${who}`;
      const word = serviceOutcomes.notStarted;
      return { ...none, tone: 'bad', word, code: errno, sentence, next, own: detail };
    }
    case 'stopped':
      return {
        ...none,
        tone: 'good',
        word: serviceOutcomes.stopped,
        sentence: serviceOutcomes.stoppedSentence,
      };
    case 'lost':
      return {
        ...none,
        tone: 'wait',
        word: serviceOutcomes.lost,
        sentence: serviceOutcomes.lostSentence,
      };
  }
}

/** One connection, with what was said inside TLS beside what passed on the wire. */
export type Layered = { wire: Conversation; inside: Conversation | null };

const ends = ({ proto, client, server }: Conversation) =>
  `${proto} ${place(client)} ${place(server)}`;

/** Datagrams between the same two ports are one conversation to a reader: they are kept apart here. */
export function layersOf(conversations: readonly Conversation[]): Layered[] {
  const inside = conversations.filter(({ layer }) => layer === 'inside TLS');
  const wires = conversations.filter(({ layer }) => layer === 'on the wire');
  const layered = wires.map(
    (wire): Layered => ({
      wire,
      inside: inside.find((each) => ends(each) === ends(wire) && each.id >= wire.id) ?? null,
    }),
  );
  const shown = new Set(layered.map((each) => each.inside));
  // The record drops its oldest first, so the wire of a long talk may be gone before its words.
  const alone = inside.filter((each) => !shown.has(each));
  return [...layered, ...alone.map((wire): Layered => ({ wire, inside: null }))];
}

/** The port that a service takes where low ports may not be bound. */
export const portHere = (port: number, lowestPort: number): number =>
  port === 0 || port >= lowestPort ? port : port + 8000;
