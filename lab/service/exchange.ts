/** Runs one exchange of a real client and tells its story, whatever becomes of it. */
import type { Guest, Service } from './service';
import type { ExchangeOrder, ExchangeTold } from './service-protocol';

const TEXT_LIMIT = 2_000;
const STORY_LIMIT = 40;

/** Bytes that a terminal would obey (escape sequences) are shown as their pictures: ␛ and the like. */
const picture = (text: string) =>
  text.replaceAll('\r\n', '\n').replace(/[^\P{Cc}\n\t]/gu, (control) => {
    const code = control.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });

const clip = (text: string) =>
  picture(text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT)}…` : text);

/** The innermost cause that has a code: libraries like to wrap the system's errors. */
function describeError(error: unknown): { code: string; message: string } {
  let found = error;
  for (let depth = 0; depth < 5 && found instanceof Error; depth++) {
    const inner =
      found instanceof AggregateError ? found.errors[0] : (found.cause as Error | undefined);
    if (!(inner instanceof Error)) break;
    found = inner;
  }
  const best = found instanceof Error ? found : error;
  const code = (best as { code?: unknown })?.code;
  return {
    code: typeof code === 'string' || typeof code === 'number' ? String(code) : '',
    message: clip(best instanceof Error ? best.message : String(best)),
  };
}

export async function runExchange(
  run: NonNullable<Service['exchanges'][string]>,
  order: ExchangeOrder,
): Promise<Omit<ExchangeTold, 'client'>> {
  const story: ExchangeTold['story'] = [];
  const started = performance.now();
  const timeout = new AbortController();
  const guest: Guest = {
    address: order.address,
    port(purpose) {
      const port = order.ports[purpose];
      if (port === undefined) throw new Error(`no port is known for ${purpose}`);
      return port;
    },
    input: order.input,
    shared: order.shared,
    tell(did, got) {
      if (story.length < STORY_LIMIT) story.push({ did: clip(did), got: clip(got) });
    },
    signal: timeout.signal,
  };
  let error: ExchangeTold['error'] = null;
  const late = new Promise<never>((_resolve, reject) => {
    timeout.signal.addEventListener('abort', () =>
      reject(
        Object.assign(
          new Error(`No answer within ${order.ms / 1000} seconds; the lab stopped waiting.`),
          {
            code: 'LAB_TIMEOUT',
          },
        ),
      ),
    );
  });
  const timer = setTimeout(() => timeout.abort(), order.ms);
  try {
    await Promise.race([run(guest), late]);
  } catch (thrown) {
    error = describeError(thrown);
  } finally {
    clearTimeout(timer);
    late.catch(() => {});
  }
  return { story, error, ms: Math.round((performance.now() - started) * 1000) / 1000 };
}
