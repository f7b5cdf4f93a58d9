/** Every shown stop of a session as a caption, a tone and a time. Pure, remembered per event. */
import { eventTone, eventWord, tellingEvent } from '@/components/stage/event-kind';
import type { ListedEvent } from '@/components/stage/event-list';
import { type Caption, captionFor } from '@/content/messages/captions';
import type { TraceEvent } from '@/contract/trace';
import type { Mark } from '@/store/detail-level';
import type { History } from '@/store/history';
import type { SessionStop } from '@/store/session-engine';
import { fittingEvents, type TimelineFilter } from '@/store/timeline-filter';

const told = new WeakMap<TraceEvent, Caption>();

/** The caption of one event; `before` is all that came before its stop. */
function captionOf(event: TraceEvent, before: readonly TraceEvent[]): Caption {
  const known = told.get(event);
  if (known !== undefined) return known;
  const caption = captionFor(event, { before });
  told.set(event, caption);
  return caption;
}

export type ToldMark = ListedEvent & Mark & { why: string | undefined };

/** The marks of a timeline in words, in order; of each stop, what the filter lets through is told. */
export function tellMarks(
  history: History,
  marks: readonly Mark[],
  filter: TimelineFilter,
): ToldMark[] {
  const { stops } = history;
  const before: TraceEvent[] = [];
  let taken = 0;
  return marks.map((mark) => {
    for (; taken < mark.index; taken += 1) before.push(...(stops[taken]?.events ?? []));
    const stop = stops[mark.index] as SessionStop;
    const event = tellingEvent(fittingEvents(stop.events, filter, history));
    const place = { ...mark, at: mark.index };
    if (event === undefined)
      return { ...place, say: '', why: undefined, tone: 'state', word: '', host: '', time: 0 };
    const { say, why } = captionOf(event, before);
    return {
      say,
      why,
      tone: eventTone(event),
      word: eventWord(event),
      host: event.host,
      ...place,
      time: event.at,
    };
  });
}
