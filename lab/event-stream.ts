/** A sandbox's events as Server-Sent Events (the HTML standard, "Server-sent events"). */
import 'server-only';
import type { EndReason, LabEvent } from '@/contract/lab';
import type { LabClient } from './lab-client';

const HEARTBEAT_MS = 15_000;
/** Chunks that may wait for a reader who does not read; then the stream is closed. */
const UNREAD_LIMIT = 600;
/** Tabs of one learner that may listen at once. */
export const STREAMS_PER_SESSION = 6;

const message = (event: string, data: unknown, id?: number) =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/**
 * Everything after `after`, then whatever happens, until the session ends, the reader goes
 * (`signal`) or does not read. The last message is `end`, with the reason.
 */
export function eventStream(
  client: Pick<LabClient, 'call' | 'subscribe'>,
  session: string,
  after: number,
  signal: AbortSignal,
  heartbeatMs = HEARTBEAT_MS,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop = () => {};
  return new ReadableStream<Uint8Array>(
    {
      async start(controller) {
        let open = true;
        let last = after;
        /** Events that arrive while the past is being fetched. */
        let early: LabEvent[] | null = [];
        let beat: NodeJS.Timeout | undefined;
        let unsubscribe = () => {};
        stop = () => {
          if (!open) return;
          open = false;
          clearInterval(beat);
          unsubscribe();
          signal.removeEventListener('abort', stop);
          try {
            controller.close();
          } catch {
            // The reader has cancelled, which closes it too.
          }
        };
        const say = (text: string) => {
          if (!open) return;
          if ((controller.desiredSize ?? 0) < -UNREAD_LIMIT) return stop();
          controller.enqueue(encoder.encode(text));
        };
        const tell = (item: LabEvent) => {
          if (item.seq <= last) return;
          last = item.seq;
          say(message('trace', item, item.seq));
        };
        const end = (reason: EndReason) => {
          say(message('end', { reason }));
          stop();
        };
        unsubscribe = client.subscribe(session, {
          event: (item) => (early ? early.push(item) : tell(item)),
          end,
        });
        signal.addEventListener('abort', stop);
        say('retry: 2000\n\n');
        try {
          for (const item of await client.call('history', { session, after })) tell(item);
        } catch {
          return end('lab-down');
        }
        for (const item of early) tell(item);
        early = null;
        beat = setInterval(() => say(': still here\n\n'), heartbeatMs);
        if (signal.aborted) stop();
      },
      cancel: () => stop(),
    },
    { highWaterMark: 16 },
  );
}
