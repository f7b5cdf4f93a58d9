/**
 * A browser as far as the course needs it: an address, a connection, a page, or one of Chromium's
 * error words. Each load has a thread; a new address ends the one before by closing its `stop`.
 */
import type { Program, ProgramContext, Routine } from '../host/program';
import { sys } from '../host/system';
import { loadAddress } from './browser-load';
import type { BrowserLoad } from './browser-request';

function* main(): Routine<number> {
  let stop: number | null = null;
  for (;;) {
    const entered = yield* sys.interact({ kind: 'address' });
    if (!entered.ok) return 1;
    if (entered.value === null) continue;
    if (stop !== null) yield* sys.close(stop);
    const pipe = yield* sys.pipe();
    if (!pipe.ok) return 1;
    const [readEnd, writeEnd] = pipe.value;
    stop = writeEnd;
    const load: BrowserLoad = { address: entered.value, stop: readEnd };
    yield* sys.thread('load', load);
  }
}

function* load(_: ProgramContext, what: BrowserLoad): Routine {
  yield* loadAddress(what);
  yield* sys.close(what.stop);
}

export const browser: Program = {
  name: 'browser',
  usage: 'browser',
  summary: 'the window with an address bar',
  main,
  threads: { load: load as (context: ProgramContext, arg: never) => Routine<void> },
};
