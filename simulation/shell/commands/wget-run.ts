/** What a run of wget knows while it goes on. */
import type { ProgramContext, Routine } from '../../host/program';
import { sys } from '../../host/system';
import type { Talk } from './wget-http';
import type { WgetSettings } from './wget-options';
import type { WgetUrl } from './wget-url';

/** Exit statuses of wget(1). */
export const status = { ok: 0, generic: 1, network: 4, server: 8 } as const;

/** One call of wget. */
export type Run = {
  context: ProgramContext;
  settings: WgetSettings;
  talk: Talk;
  /** Where the story goes, and whether that is a terminal. */
  log: number;
  tty: boolean;
  done: { files: number; bytes: number; ms: number };
};

export function* currentTime(): Routine<number> {
  const now = yield* sys.now();
  return now.ok ? now.value : 0;
}

/** `2026-11-26 02:03:08`. */
export function formatStamp(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** What became of one try. `inline`: the line is not ended yet. */
export type Result =
  | { kind: 'end'; code: number }
  | { kind: 'moved'; url: WgetUrl }
  | { kind: 'again'; inline?: boolean };
