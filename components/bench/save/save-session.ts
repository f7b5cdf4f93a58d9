/** What a bench shows, as files. Fetched when something is saved. */
import { drawnPackets } from '@/components/stage/drawn-packets';
import { tellingEvent } from '@/components/stage/event-kind';
import { saveFile } from '@/components/ui/save-file';
import { captionFor } from '@/content/messages/captions';
import { captureWords } from '@/content/messages/capture';
import { formatDuration } from '@/content/messages/duration';
import { saveWords } from '@/content/messages/save';
import { formatPcapng } from '@/simulation/packet/pcapng';
import { captureTrace } from '@/simulation/world/capture';
import { eventsAt, eventsUpTo, viewAt } from '@/store/session-view';
import type { Session } from '@/store/simulation-session';
import { svgToPng } from './svg-to-png';
import { type Moment, paletteNames, worldSvg } from './world-svg';

export type Saving = 'svg' | 'png' | 'packets';

function momentOf(session: Session): Moment {
  const state = session.getState();
  const view = viewAt(session.engine, state);
  const events = eventsAt(state);
  const event = tellingEvent(events);
  const before = eventsUpTo({ ...state, playhead: state.playhead - 1 });
  return {
    ...{ view, packets: drawnPackets(view, events), title: state.scenario.title },
    time: saveWords.time(formatDuration(view.now)),
    caption: event === undefined ? saveWords.start : captionFor(event, { before }).say,
  };
}

function paletteNow(): Record<string, string> {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    paletteNames.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  );
}

/**
 * Saves and gives the file's name. Throws an Error whose message fits into a sentence where that
 * is impossible.
 */
export async function saveSession(session: Session, what: Saving): Promise<string> {
  const state = session.getState();
  const { id, startsAt } = state.scenario;
  const name = `${id}-${state.playhead}`;
  if (what === 'packets') {
    const capture = captureTrace(eventsUpTo(state), Date.parse(startsAt), captureWords);
    const file = `${name}.pcapng`;
    saveFile(file, formatPcapng(capture), 'application/x-pcapng');
    return file;
  }
  const { svg, width, height } = worldSvg(momentOf(session), paletteNow());
  if (what === 'svg') {
    saveFile(`${name}.svg`, svg, 'image/svg+xml');
    return `${name}.svg`;
  }
  const png = await svgToPng(svg, width, height);
  if (png === null) throw new Error(saveWords.noCanvas);
  saveFile(`${name}.png`, png, 'image/png');
  return `${name}.png`;
}
