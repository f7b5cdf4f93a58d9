/** curl's progress meter: shown where the body does not go to a terminal. */
import type { Routine } from '../../host/program';
import { printError, sys } from '../../host/system';

export type Meter = {
  shown: boolean;
  /** When the URL was begun, and when the meter was last drawn; Unix time in ms. */
  started: number;
  drawn: number;
  received: number;
  /** Bytes to come, null while unknown. */
  total: number | null;
  sent: number;
};

export function* startMeter(shown: boolean, titled: boolean): Routine<Meter> {
  const now = yield* currentTime();
  const meter = { shown, started: now, drawn: now, received: 0, total: null, sent: 0 };
  if (shown) {
    if (!titled) {
      yield* printError(
        '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
          '                                 Dload  Upload   Total   Spent    Left  Speed\n',
      );
    }
    yield* drawMeter(meter, now, false);
  }
  return meter;
}

export function* currentTime(): Routine<number> {
  const now = yield* sys.now();
  return now.ok ? now.value : 0;
}

/** Draws the meter if a second has passed since it was drawn. */
export function* tickMeter(meter: Meter): Routine {
  if (!meter.shown) return;
  const now = yield* currentTime();
  if (now - meter.drawn >= 1000) yield* drawMeter(meter, now, false);
}

export function* endMeter(meter: Meter): Routine {
  if (meter.shown) yield* drawMeter(meter, yield* currentTime(), true);
}

function* drawMeter(meter: Meter, now: number, last: boolean): Routine {
  meter.drawn = now;
  const spent = now - meter.started;
  const speed = perSecond(meter.received, spent);
  const percent = meter.total ? Math.floor((meter.received * 100) / meter.total) : 0;
  const left = speed > 0 && meter.total ? meter.total / speed : 0;
  const seconds = spent / 1000;
  // Of a body of unknown length all there is has come, and nothing of what was said to come.
  const whole = meter.total === null && meter.received > 0 ? 100 : percent;
  yield* printError(
    `\r${[
      `${pad(whole)} ${size(meter.total ?? meter.received)}`,
      `${pad(percent)} ${size(meter.received)}`,
      `${pad(meter.sent > 0 ? 100 : 0)} ${size(meter.sent)}`,
      `${size(speed)}`,
      `${size(perSecond(meter.sent, spent))} ${clock(left)} ${clock(seconds)} ` +
        `${clock(left - seconds)} ${size(speed)}`,
    ].join('  ')}${last ? '\n' : ''}`,
  );
}

function perSecond(bytes: number, ms: number): number {
  return Math.floor((bytes * 1000) / Math.max(1, ms));
}

function pad(percent: number): string {
  return String(percent).padStart(3);
}

/** Five characters for any number of bytes. */
function size(bytes: number): string {
  if (bytes < 100_000) return String(bytes).padStart(5);
  if (bytes < 10_240_000) return `${String(Math.floor(bytes / 1024)).padStart(4)}k`;
  return `${(bytes / 1_048_576).toFixed(1).padStart(4)}M`;
}

function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  if (whole <= 0) return '--:--:--';
  const parts = [Math.floor(whole / 60) % 60, whole % 60].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${String(Math.floor(whole / 3600)).padStart(2)}:${parts.join(':')}`;
}
