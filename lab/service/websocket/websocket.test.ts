// The ws package on both ends, and the frames between them.
import { describe, expect, it } from 'vitest';
import { inEachTier } from '../test-service';
import { annotateFrames } from './annotate-frames';

describe('frames', () => {
  it('a masked text is shown unmasked (the example of RFC 6455, 5.7)', () => {
    const bytes = Uint8Array.from([
      0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58,
    ]);
    const fields = annotateFrames(bytes);
    expect(fields.map(({ name, length }) => [name, length])).toEqual([
      ['text', 1],
      ['length', 1],
      ['masking key', 4],
      ['content', 5],
    ]);
    expect(fields.at(-1)?.meaning).toBe('“Hello”');
  });
});

inEachTier('websocket', (learner) => {
  it('the server speaks first, and what is said comes back', async () => {
    const me = await learner();
    await me.start('websocket');
    const { story, error, conversations, log } = await me.exchange('websocket', 'chat', {
      text: 'tea?',
    });
    expect(error).toBeNull();
    expect(story.map(({ got }) => got)).toEqual([
      expect.stringMatching(/^welcome, [\d.]+:\d+$/),
      'tea?',
      '1000 bye',
    ]);
    const names = conversations[0]?.turns.map(({ from, fields }) => [
      from,
      fields[0]?.name,
      fields.at(-1)?.meaning,
    ]);
    expect(names?.slice(0, 3)).toEqual([
      ['client', 'request line', 'the header lines end here'],
      ['server', 'status line', expect.stringMatching(/^“welcome, /)],
      ['client', 'text', '“tea?”'],
    ]);
    expect(log.join()).toContain('1 in the room');
  });

  it('two people, a ping, and a caller who speaks only HTTP', async () => {
    const me = await learner();
    await me.start('websocket');
    expect((await me.exchange('websocket', 'two-people')).story[0]?.got).toContain(
      'hello from Ann',
    );
    expect((await me.exchange('websocket', 'ping')).story[0]?.got).toBe('pong “still there?”');
    expect((await me.exchange('websocket', 'plain-http')).story[0]?.got).toContain(
      '426 Upgrade Required',
    );
    await me.stop('websocket');
    expect(await me.exchange('websocket', 'chat')).toMatchObject({
      error: { code: 'ECONNREFUSED' },
    });
  });
});
