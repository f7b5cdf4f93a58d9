/**
 * Which of a level's events the timeline shows: those of one host, of one layer, or both. What is
 * not shown happens all the same; stepping and playing pass over it. Pure.
 */
import type { Endpoint, PacketView, TraceEvent } from '@/contract/trace';
import { type DetailLevel, isRead, type Mark, marksOf } from './detail-level';
import type { History } from './history';

export const timelineLayers = [
  'program',
  'http',
  'dns',
  'tcp',
  'udp',
  'icmp',
  'ip',
  'link',
] as const;
export type TimelineLayer = (typeof timelineLayers)[number];

/** Null lets all through. */
export type TimelineFilter = { host: string | null; layer: TimelineLayer | null };
export const noFilter: TimelineFilter = { host: null, layer: null };

export const isFiltered = ({ host, layer }: TimelineFilter) => host !== null || layer !== null;

const DNS_PORT = 53;
/** A request's first line (RFC 9112, section 3). */
const httpStart = /^[A-Z]{3,10} [^ \r\n]+ HTTP\/1\.[01]\r\n/;

function flowOf({ src, dst }: PacketView): string {
  const end = ({ addr, port }: Endpoint) => `${addr} ${port}`;
  return [end(src), end(dst)].sort().join(' ');
}

const flows = new WeakMap<History, ReadonlySet<string>>();

/** The TCP conversations of a history in which HTTP was spoken in the clear. */
function httpFlows(history: History): ReadonlySet<string> {
  const known = flows.get(history);
  if (known !== undefined) return known;
  const found = new Set<string>();
  for (const { events } of history.stops) {
    for (const event of events) {
      if (
        event.kind === 'sent' &&
        event.packet.proto === 'tcp' &&
        httpStart.test(event.packet.data)
      )
        found.add(flowOf(event.packet));
    }
  }
  flows.set(history, found);
  return found;
}

function packetHas(packet: PacketView, layer: TimelineLayer, history: History): boolean {
  switch (layer) {
    case 'ip':
      return true;
    case 'tcp':
    case 'udp':
    case 'icmp':
      return packet.proto === layer;
    case 'dns':
      return packet.src.port === DNS_PORT || packet.dst.port === DNS_PORT;
    case 'http':
      return packet.data !== '' && httpFlows(history).has(flowOf(packet));
    default:
      return false;
  }
}

/** Whether an event tells of a layer; one packet belongs to several. */
function hasLayer(event: TraceEvent, layer: TimelineLayer, history: History): boolean {
  switch (event.kind) {
    case 'lost':
      if (layer === 'link') return event.reason === 'link-down' || event.reason === 'no-neighbour';
      return packetHas(event.packet, layer, history);
    case 'sent':
    case 'arrived':
      return packetHas(event.packet, layer, history);
    case 'state':
    case 'queue':
      return layer === 'tcp';
    case 'page':
      return layer === 'program' || layer === 'http';
    case 'machine':
      return layer === 'link';
    case 'call':
    case 'output':
    case 'process':
    case 'command':
    case 'file':
      return layer === 'program';
  }
}

/** Whether the filter lets an event of that history through. */
export function fitsFilter(
  event: TraceEvent,
  { host, layer }: TimelineFilter,
  history: History,
): boolean {
  if (host !== null && event.host !== host) return false;
  return layer === null || hasLayer(event, layer, history);
}

function markFits(mark: Mark, filter: TimelineFilter, history: History): boolean {
  const fits = (index: number) =>
    history.stops[index]?.events.some((event) => fitsFilter(event, filter, history)) === true;
  const first = history.stops[mark.index];
  if (fits(mark.index)) return true;
  // A run of what is only read is one mark: any line of it will do.
  if (first === undefined || !isRead(first)) return false;
  for (let index = mark.index + 1; index <= mark.rest; index += 1) if (fits(index)) return true;
  return false;
}

const known = new WeakMap<readonly Mark[], Map<string, readonly Mark[]>>();

/** The marks of a level that the filter lets through, in order. */
export function shownMarks(
  history: History,
  detail: DetailLevel,
  filter: TimelineFilter,
): readonly Mark[] {
  const all = marksOf(history, detail);
  if (!isFiltered(filter)) return all;
  const ways = known.get(all) ?? new Map<string, readonly Mark[]>();
  known.set(all, ways);
  const way = `${filter.layer} ${filter.host}`;
  const found = ways.get(way) ?? all.filter((mark) => markFits(mark, filter, history));
  ways.set(way, found);
  return found;
}

/** The events of a stop that the filter lets through; all where none fits. */
export function fittingEvents(
  events: readonly TraceEvent[],
  filter: TimelineFilter,
  history: History,
): readonly TraceEvent[] {
  if (!isFiltered(filter)) return events;
  const fitting = events.filter((event) => fitsFilter(event, filter, history));
  return fitting.length > 0 ? fitting : events;
}
