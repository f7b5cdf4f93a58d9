import type { Routine } from '../host/program';
import { type Outcome, sys } from '../host/system';

/** The bytes of the file at `path`, one character each. */
export function* readFileBytes(path: string): Routine<Outcome<string>> {
  const opened = yield* sys.open(path, 'r');
  if (!opened.ok) return opened;
  let bytes = '';
  for (;;) {
    const part = yield* sys.read(opened.value);
    if (!part.ok || part.value === '') {
      yield* sys.close(opened.value);
      return part.ok ? { ok: true, value: bytes } : part;
    }
    bytes += part.value;
  }
}
