/**
 * Which stops of the timeline are shown. `story`: what a beginner needs to follow; `packets`:
 * every packet, there and back; `everything`: every call and every bookkeeping step of a kernel.
 */
import type { TraceEvent } from '@/contract/trace';
import type { Entry, History } from './history';
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
export const isRead = (stop: SessionStop) => stop.events.every((event) => read.has(event.kind));

const moving = new Set<TraceEvent['kind']>(['sent', 'arrived', 'lost', 'queue', 'state']);

/** The stop that is shown of an action although the level hides all of its stops; -1: none is. */
function lonelyStop(stops: History['stops'], from: number, to: number, detail: DetailLevel) {
  let lonely = -1;
  for (let index = from; index <= to; index += 1) {
    const stop = stops[index] as SessionStop;
    if (isShown(stop, detail)) return -1;
    if (lonely < 0 && stop.events.length > 0) lonely = index;
  }
  return lonely;
}

/** What one action adds to the marks: its own, and `before`, the last of those before it, moved on. */
type Part = { before: Mark | undefined; marks: readonly Mark[] };

function findPart(
  stops: History['stops'],
  from: number,
  to: number,
  before: Mark | undefined,
  detail: DetailLevel,
): Part {
  const lonely = lonelyStop(stops, from, to, detail);
  const marks: Mark[] = [];
  let last = before && { ...before };
  const part: Part = { before: last, marks };
  for (let index = from; index <= to; index += 1) {
    const stop = stops[index] as SessionStop;
    const shown = index === lonely || isShown(stop, detail);
    const goesOn =
      detail === 'story' &&
      last?.rest === index - 1 &&
      index > from &&
      isRead(stop) &&
      isRead(stops[last.index] as SessionStop);
    if (shown && !goesOn) {
      last = { index, rest: index };
      marks.push(last);
    } else if (last?.rest === index - 1 && !stop.events.some((event) => moving.has(event.kind)))
      last.rest = index;
  }
  return part;
}

type KnownPart = Part & { to: number; after: Mark | undefined };

/** Parts found before, by the action they are of: an action more looks only at its own stops. */
const knownParts = new WeakMap<Entry, Partial<Record<DetailLevel, KnownPart>>>();

function partOf(
  stops: History['stops'],
  entry: Entry,
  to: number,
  after: Mark | undefined,
  detail: DetailLevel,
): Part {
  const all = knownParts.get(entry) ?? {};
  knownParts.set(entry, all);
  const old = all[detail];
  const same =
    old?.to === to && old.after?.index === after?.index && old.after?.rest === after?.rest;
  if (same) return old;
  const part = { ...findPart(stops, entry.at + 1, to, after, detail), to, after };
  all[detail] = part;
  return part;
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

function findMarks({ entries, stops }: History, detail: DetailLevel): Mark[] {
  const marks: Mark[] = [];
  for (const [number, entry] of entries.entries()) {
    const to = entries[number + 1]?.at ?? stops.length - 1;
    const part = partOf(stops, entry, to, marks.at(-1), detail);
    if (part.before) marks[marks.length - 1] = part.before;
    for (const mark of part.marks) marks.push(mark);
  }
  // Nothing more can be seen after the last mark, so it stands for all that follows.
  const last = marks.at(-1);
  if (last !== undefined) marks[marks.length - 1] = { ...last, rest: stops.length - 1 };
  return marks;
}

/** Number of the mark the playhead stands at or after, -1 at the start. */
export function markAt(marks: readonly Pick<Mark, 'index'>[], playhead: number): number {
  let [low, high] = [0, marks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((marks[middle]?.index ?? 0) <= playhead) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
