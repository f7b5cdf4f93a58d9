import 'server-only';
import { watch } from 'node:fs';
import { contentFolder } from './content-folder';

/**
 * A stream of Server-Sent Events, one for each change under content/, until `signal` aborts.
 * For `npm run dev` only: an author sees an edit without reloading by hand.
 */
export function streamContentChanges(signal: AbortSignal): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      // An editor writes a file in several steps, which are one change.
      const watcher = watch(contentFolder, { recursive: true }, (_, name) => {
        // Next itself follows the words in content/messages.
        if (!/\.(mdx|yaml)$/.test(name ?? '')) return;
        clearTimeout(timer);
        timer = setTimeout(() => controller.enqueue(encoder.encode('data: changed\n\n')), 120);
      });
      controller.enqueue(encoder.encode(': watching\n\n'));
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        watcher.close();
        controller.close();
      });
    },
  });
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform' },
  });
}
