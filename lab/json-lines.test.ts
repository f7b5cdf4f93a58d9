import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJsonLines } from './json-lines';

const settle = () => new Promise((resolve) => setImmediate(resolve));

async function read(chunks: Buffer[], limit?: number) {
  const stream = new PassThrough();
  const values: unknown[] = [];
  const bad: string[] = [];
  readJsonLines(
    stream,
    (value) => values.push(value),
    (why) => bad.push(why),
    limit,
  );
  for (const chunk of chunks) stream.write(chunk);
  await settle();
  return { values, bad };
}

describe('readJsonLines', () => {
  it('gives the same values however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue()),
        fc.integer({ min: 1, max: 7 }),
        async (all, size) => {
          const bytes = Buffer.from(all.map((value) => `${JSON.stringify(value)}\n`).join(''));
          const chunks: Buffer[] = [];
          for (let at = 0; at < bytes.length; at += size)
            chunks.push(bytes.subarray(at, at + size));
          const { values, bad } = await read(chunks);
          expect(bad).toEqual([]);
          expect(JSON.stringify(values)).toBe(JSON.stringify(all));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('a line of 10 MB ends the conversation, and is not kept', async () => {
    const { values, bad } = await read([Buffer.alloc(10_000_000, 'x'), Buffer.from('\n1\n')]);
    expect(values).toEqual([]);
    expect(bad).toEqual(['a line of more than 131072 bytes']);
  });

  it('what is no JSON ends the conversation, and nothing after it counts', async () => {
    const { values, bad } = await read([Buffer.from('1\nno\n2\n')]);
    expect(values).toEqual([1]);
    expect(bad).toEqual(['a line that is not JSON']);
  });
});
