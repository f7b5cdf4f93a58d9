/** The colour and shape of an event on the timeline; the list says the same in words. Pure. */
import type { TraceEvent } from '@/contract/trace';
import { packetTone } from './packet-words';

export type EventTone =
  | 'call'
  | 'packet'
  | 'refuse'
  | 'wait'
  | 'end'
  | 'state'
  | 'output'
  | 'machine';

/** Short word in front of an event in the list. */
export function eventWord(event: TraceEvent): string {
  switch (event.kind) {
    case 'call':
      return 'call';
    case 'sent':
    case 'arrived':
    case 'lost':
      return event.kind === 'lost' ? 'lost' : 'packet';
    case 'state':
    case 'queue':
      return 'kernel';
    case 'output':
      return 'output';
    case 'command':
    case 'process':
      return 'program';
    case 'file':
      return 'file';
    case 'machine':
      return 'machine';
    case 'page':
      return 'browser';
  }
}

export function eventTone(event: TraceEvent): EventTone {
  switch (event.kind) {
    case 'call':
      return event.result !== undefined && !event.result.ok ? 'refuse' : 'call';
    case 'lost':
      return 'refuse';
    case 'sent':
    case 'arrived': {
      const tone = packetTone(event.packet);
      if (tone === 'refuse' || tone === 'end') return tone;
      return tone === 'again' ? 'wait' : 'packet';
    }
    case 'state':
    case 'queue':
      return event.kind === 'queue' && event.change === 'overflow' ? 'refuse' : 'state';
    case 'page':
      return event.error === undefined ? 'output' : 'refuse';
    case 'machine':
    case 'file':
      return 'machine';
    case 'output':
    case 'process':
    case 'command':
      return 'output';
  }
}

/** The event of a stop that its caption tells: the one that says most. */
const weight: Record<TraceEvent['kind'], number> = {
  lost: 9,
  page: 8,
  sent: 7,
  arrived: 7,
  call: 6,
  queue: 5,
  state: 5,
  file: 4,
  machine: 4,
  output: 3,
  process: 2,
  command: 1,
};

export function tellingEvent(events: readonly TraceEvent[]): TraceEvent | undefined {
  return events.reduce<TraceEvent | undefined>(
    (best, event) => (best === undefined || weight[event.kind] > weight[best.kind] ? event : best),
    undefined,
  );
}
