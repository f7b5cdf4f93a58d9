/** Every shown stop of a session as a caption, a tone and a time. Pure, remembered per stop. */
import { eventTone, eventWord, tellingEvent } from '@/components/stage/event-kind';
import type { ListedEvent } from '@/components/stage/event-list';
import { type Caption, captionFor } from '@/content/messages/captions';
import type { TraceEvent } from '@/contract/trace';
import type { Mark } from '@/store/detail-level';
import type { SessionStop } from '@/store/session-engine';

const told = new WeakMap<SessionStop, Caption>();

/** The caption of one stop; `before` is all that came before it. */
function captionOf(stop: SessionStop, event: TraceEvent, before: readonly TraceEvent[]): Caption {
  const known = told.get(stop);
  if (known !== undefined) return known;
  const caption = captionFor(event, { before });
  told.set(stop, caption);
  return caption;
}

export type ToldMark = ListedEvent & { why: string | undefined; rest: number };

/** The marks of a timeline in words, in order. */
export function tellMarks(stops: readonly SessionStop[], marks: readonly Mark[]): ToldMark[] {
  const before: TraceEvent[] = [];
  let taken = 0;
  return marks.map((mark) => {
    for (; taken < mark.index; taken += 1) before.push(...(stops[taken]?.events ?? []));
    const stop = stops[mark.index] as SessionStop;
    const event = tellingEvent(stop.events);
    const place = { at: mark.index, rest: mark.rest };
    if (event === undefined)
      return { ...place, say: '', why: undefined, tone: 'state', word: '', host: '', time: 0 };
    const { say, why } = captionOf(stop, event, before);
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
