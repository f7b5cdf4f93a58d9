/** gunicorn's error log. */
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import type { GunicornSettings } from './arguments';

export type Level = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL';
/** Where a process writes: descriptors of its two logs, null where there is none. */
export type Journal = { settings: GunicornSettings; errors: number; access: number | null };

const order: readonly Level[] = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'];

/** `[2026-11-26 02:22:09 +0000] [25656] [INFO] Starting gunicorn 20.1.0`. */
export function* note(
  { settings, errors }: Journal,
  pid: number,
  level: Level,
  message: string,
): Routine {
  const least = order.findIndex((one) => one.toLowerCase() === settings.level);
  if (order.indexOf(level) < least) return;
  const now = yield* sys.now();
  const date = new Date(now.ok ? now.value : 0).toISOString().slice(0, 19).replace('T', ' ');
  yield* sys.writeText(errors, `[${date} +0000] [${pid}] [${level}] ${message}\n`);
}
