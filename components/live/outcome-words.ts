/** How a try on real sockets ended, in words: a head, a sentence, the next thing to try. Pure. */
import { formatDuration } from '@/content/messages/duration';
import { explainErrno } from '@/content/messages/errors';
import { behaviourWords, liveWords } from '@/content/messages/live';
import { outcomes } from '@/content/messages/outcomes';
import type { Endpoint } from '@/contract/trace';
import type { LiveOutcome } from '@/store/live-lab';

export type OutcomeTone = 'good' | 'bad' | 'wait';

export type OutcomeCard = {
  tone: OutcomeTone;
  /** The big word. */
  word: string;
  errno: string | null;
  /** Who asked whom, in one line of addresses. */
  line: string;
  ms: number | null;
  sentence: string;
  next: string | null;
  /** First bytes that came back, made safe to show. */
  heard: string | null;
};

export const place = ({ addr, port }: Endpoint) =>
  `${addr.includes(':') ? `[${addr}]` : addr}:${port}`;

/** Control characters become visible marks: nothing a server sends may command the page. */
export function printable(text: string): string {
  const marks = (char: string) =>
    char === '\n'
      ? '\n'
      : char === '\r'
        ? ''
        : `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
  return text.replace(/[^\x20-\x7e]/g, marks).trimEnd();
}

type Probe = Extract<LiveOutcome, { kind: 'probe' }>['result'];

function silentWords(result: Probe): string {
  if (result.receivedBytes > 0 || result.closedByPeer) return outcomes.open.sentence;
  return `${outcomes.open.sentence} Nobody has said a word since.`;
}

function probeCard(result: Probe): OutcomeCard {
  const { outcome, errno, from, local, target } = result;
  const line = `${from}${local && local.port !== 0 ? ` ${place(local)}` : ''} → ${place(target)}`;
  const heard = result.received === '' ? null : printable(result.received);
  const base = { line, ms: result.connectMs, errno, heard };
  if (outcome === 'not-usable') {
    const sentence = result.note ?? 'This port cannot be shown on this server.';
    return { ...base, ms: null, tone: 'wait', word: liveWords.notUsable, sentence, next: null };
  }
  if (outcome === 'failed') {
    const { means, next } = explainErrno(errno ?? 'an error', result.call);
    return { ...base, tone: 'bad', word: `${result.call}() failed`, sentence: means, next };
  }
  const words = outcomes[outcome];
  const sentence =
    outcome === 'open'
      ? silentWords(result)
      : outcome === 'unreachable' && errno !== null
        ? explainErrno(errno, result.call).means
        : words.sentence;
  const gaveUp = result.gaveUp ? ` ${liveWords.gaveUp(formatDuration(result.connectMs))}` : '';
  return {
    ...base,
    tone:
      outcome === 'open' ? 'good' : outcome === 'refused' || outcome === 'reset' ? 'bad' : 'wait',
    word: words.word,
    sentence: `${sentence}${gaveUp}`,
    next: words.next,
  };
}

export function outcomeCard(outcome: LiveOutcome): OutcomeCard {
  if (outcome.kind === 'probe') return probeCard(outcome.result);
  const { request, result } = outcome;
  const asked = { addr: request.addr ?? '', port: request.port ?? 0 };
  const none = { ms: null, heard: null };
  if (!result.ok) {
    const { means, next } = explainErrno(result.errno, result.call);
    const line = `${result.call}(${place(asked)})`;
    const word = `${result.call}() failed`;
    return { ...none, tone: 'bad', word, errno: result.errno, line, sentence: means, next };
  }
  const { listener } = result;
  const listening = listener.behaviour !== 'bind-only';
  return {
    ...none,
    tone: 'good',
    word: listening ? 'listening' : 'bound, not listening',
    errno: null,
    line: `${listener.host} ${place(listener.local)}`,
    sentence: behaviourWords[listener.behaviour].about,
    next: listening
      ? 'Call it, from here and from elsewhere.'
      : 'Call it: without listen() the kernel answers as if nobody were there.',
  };
}
