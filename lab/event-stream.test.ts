import { describe, expect, it, vi } from 'vitest';
import type { LabEvent } from '@/contract/lab';
import { eventStream } from './event-stream';
import type { LabListener } from './lab-client';
import { sleep } from './test-lab';

const item = (seq: number): LabEvent => ({
  seq,
  event: {
    kind: 'machine',
    at: seq,
    host: 'laptop',
    change: 'x',
    detail: '\u001b]0;evil\u0007\n\ndata: y',
  },
});

function fakeLab(past: LabEvent[]) {
  let listener: LabListener | null = null;
  const unsubscribe = vi.fn();
  const client = {
    call: vi.fn(async () => {
      // Something happens while the past is being fetched.
      listener?.event(item(past.length + 1));
      return past as never;
    }),
    subscribe: (_session: string, given: LabListener) => {
      listener = given;
      return unsubscribe;
    },
  };
  return {
    client,
    unsubscribe,
    tell: (one: LabEvent) => listener?.event(one),
    end: () => listener?.end('idle'),
  };
}

async function readAll(stream: ReadableStream<Uint8Array>, enough: (text: string) => boolean) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { text, done };
    text += decoder.decode(value, { stream: true });
    if (enough(text)) return { text, done: false };
  }
}
const ids = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));

describe('eventStream', () => {
  it('tells the past, then what came meanwhile, then the rest: each once, in order', async () => {
    const lab = fakeLab([item(1), item(2)]);
    const stream = eventStream(lab.client, 's', 0, new AbortController().signal);
    setTimeout(() => {
      lab.tell(item(3));
      lab.tell(item(4));
      lab.end();
    }, 20);
    const { text, done } = await readAll(stream, () => false);
    expect(done).toBe(true);
    expect(ids(text)).toEqual([1, 2, 3, 4]);
    expect(text).toContain('event: end\ndata: {"reason":"idle"}');
    expect(lab.unsubscribe).toHaveBeenCalledOnce();
  });

  it('no text inside an event can end its line or begin another', async () => {
    const lab = fakeLab([item(1)]);
    const stream = eventStream(lab.client, 's', 0, new AbortController().signal);
    const { text } = await readAll(stream, (so) => so.includes('id: 2'));
    expect(text.match(/^data: /gm)?.length).toBeLessThanOrEqual(2);
    expect(text).not.toContain('\u001b');
  });

  it('a reader that goes is forgotten', async () => {
    const lab = fakeLab([]);
    const gone = new AbortController();
    const stream = eventStream(lab.client, 's', 0, gone.signal);
    await readAll(stream, (text) => text.includes('id: 1'));
    gone.abort();
    expect(lab.unsubscribe).toHaveBeenCalledOnce();
  });

  it('a stream that is never read does not grow without end', async () => {
    const lab = fakeLab([]);
    const stream = eventStream(lab.client, 's', 0, new AbortController().signal);
    await sleep(5);
    for (let seq = 2; seq < 2_000; seq++) lab.tell(item(seq));
    expect(lab.unsubscribe).toHaveBeenCalledOnce();
    const { text, done } = await readAll(stream, () => false);
    expect(done).toBe(true);
    expect(ids(text).length).toBeLessThan(700);
  });
});
