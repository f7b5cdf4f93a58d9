/**
 * Which stops of the timeline are shown. `story`: what a beginner needs to follow; `packets`:
 * every packet, there and back; `everything`: every call and every bookkeeping step of a kernel.
 */
import type { TraceEvent } from '@/contract/trace';
import type { History } from './history';
import type { SessionStop } from './session-engine';

const detailLevels = ['story', 'packets', 'everything'] as const;
export type DetailLevel = (typeof detailLevels)[number];

const rank: Record<DetailLevel, number> = { story: 0, packets: 1, everything: 2 };

/** Calls whose success moves the story on; a failing call always does. */
const storyCalls = new Set(['socket', 'bind', 'listen', 'accept', 'interact']);
/** Calls that programs make by the dozen while nothing is wrong; their failures are routine too. */
const noisyCalls = new Set([
  'poll',
  'stat',
  'open',
  'recv',
  'recvfrom',
  'read',
  'wait',
  'getsockopt',
]);

function levelOfPacket(event: Extract<TraceEvent, { kind: 'sent' | 'arrived' }>): DetailLevel {
  const { packet } = event;
  if (packet.proto !== 'tcp') return 'story';
  const has = (flag: string) => packet.flags.includes(flag);
  const bare = packet.data === '' && !has('S') && !has('F') && !has('R');
  if (bare)
    return packet.role === 'handshake-ack' && event.kind === 'arrived' ? 'story' : 'packets';
  // The question is seen leaving and arriving; an answer is seen when it arrives.
  if (has('S') && !has('A')) return 'story';
  if (has('F')) return event.kind === 'arrived' ? 'packets' : 'story';
  return event.kind === 'arrived' || has('R') ? 'story' : 'packets';
}

function levelOfCall(event: Extract<TraceEvent, { kind: 'call' }>): DetailLevel {
  const failed = event.result !== undefined && !event.result.ok;
  if (event.call === 'connect') return event.phase === 'start' ? 'everything' : 'story';
  if (failed) return noisyCalls.has(event.call) ? 'everything' : 'story';
  if (!storyCalls.has(event.call)) return 'everything';
  if (event.call === 'socket') return 'packets';
  if (event.call === 'accept') return 'story';
  return event.phase === 'start' && event.call !== 'interact' ? 'everything' : 'story';
}

/** A shell's prompt is printed like any output, but nobody needs to be told. */
const isPrompt = (text: string) => /^[^\n]*[$#] $/.test(text);

/** The coarsest level at which the event is a stop of its own. */
function levelOfEvent(event: TraceEvent): DetailLevel {
  switch (event.kind) {
    case 'sent':
    case 'arrived':
      return levelOfPacket(event);
    case 'call':
      return levelOfCall(event);
    case 'output':
      return isPrompt(event.text) ? 'everything' : 'story';
    case 'lost':
    case 'file':
    case 'machine':
    case 'page':
      return 'story';
    case 'queue':
      return event.change === 'overflow' ? 'story' : 'packets';
    case 'state':
      return 'packets';
    case 'process':
      return event.change === 'exited' || event.change === 'started' ? 'everything' : 'story';
    case 'command':
      return event.change === 'finished' && (event.status ?? 0) !== 0 ? 'story' : 'everything';
  }
}

function isShown(stop: SessionStop, detail: DetailLevel): boolean {
  return stop.events.some((event) => rank[levelOfEvent(event)] <= rank[detail]);
}

/**
 * A shown stop. `index` is the stop whose events are told; the playhead rests at `rest`, which
 * takes in the bookkeeping that follows before anything else can be seen.
 */
export type Mark = { index: number; rest: number };

/** What one reads rather than watches: at the level of the story a run of it is one mark. */
const read = new Set<TraceEvent['kind']>(['output', 'file', 'process', 'command']);
const isRead = (stop: SessionStop) => stop.events.every((event) => read.has(event.kind));

const moving = new Set<TraceEvent['kind']>(['sent', 'arrived', 'lost', 'queue', 'state']);

/** Stops that are shown although the level hides them: an action of which nothing else is. */
function lonelyStops({ entries, stops }: History, detail: DetailLevel): Set<number> {
  const lonely = new Set<number>();
  for (const [number, entry] of entries.entries()) {
    const end = entries[number + 1]?.at ?? stops.length - 1;
    const own = stops.slice(entry.at + 1, end + 1);
    if (own.some((stop) => isShown(stop, detail))) continue;
    const first = own.findIndex((stop) => stop.events.length > 0);
    if (first >= 0) lonely.add(entry.at + 1 + first);
  }
  return lonely;
}

/** Marks found before: a history never changes, and every view of it asks at every step. */
const known = new WeakMap<History, Partial<Record<DetailLevel, readonly Mark[]>>>();

/**
 * Marks of a timeline at a level of detail, in order. The start (index 0) is not among them.
 * Whatever the level, every action has a mark.
 */
export function marksOf(history: History, detail: DetailLevel): readonly Mark[] {
  const all = known.get(history) ?? {};
  known.set(history, all);
  const marks = all[detail] ?? findMarks(history, detail);
  all[detail] = marks;
  return marks;
}

function findMarks(history: History, detail: DetailLevel): Mark[] {
  const { stops } = history;
  const lonely = lonelyStops(history, detail);
  const begun = new Set(history.entries.map((entry) => entry.at + 1));
  const marks: Mark[] = [];
  for (let index = 1; index < stops.length; index += 1) {
    const stop = stops[index] as SessionStop;
    const last = marks.at(-1);
    const shown = isShown(stop, detail) || lonely.has(index);
    const goesOn =
      detail === 'story' &&
      last?.rest === index - 1 &&
      !begun.has(index) &&
      isRead(stop) &&
      isRead(stops[last.index] as SessionStop);
    if (shown && !goesOn) marks.push({ index, rest: index });
    else if (last?.rest === index - 1 && !stop.events.some((event) => moving.has(event.kind)))
      last.rest = index;
  }
  // Nothing more can be seen after the last mark, so it stands for all that follows.
  const last = marks.at(-1);
  if (last !== undefined) last.rest = stops.length - 1;
  return marks;
}

/** Number of the mark the playhead stands at or after, -1 at the start. */
export function markAt(marks: readonly Mark[], playhead: number): number {
  let [low, high] = [0, marks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((marks[middle]?.index ?? 0) <= playhead) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
