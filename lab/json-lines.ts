/** One JSON value a line, over any byte stream. A line that is too long ends the conversation. */
import type { Duplex } from 'node:stream';

/** A message of 16 kB, each byte of which may take six as JSON, and what goes round it. */
const LINE_LIMIT = 128 * 1024;

/**
 * Calls `onValue` for each line. A line over `limit` bytes or one that is no JSON is an error,
 * given to `onBad`, after which nothing more is read.
 */
export function readJsonLines(
  stream: Duplex,
  onValue: (value: unknown) => void,
  onBad: (why: string) => void,
  limit = LINE_LIMIT,
) {
  let parts: Buffer[] = [];
  let held = 0;
  let dead = false;
  const fail = (why: string) => {
    dead = true;
    parts = [];
    onBad(why);
  };
  stream.on('data', (chunk: Buffer) => {
    let rest = chunk;
    while (!dead) {
      const end = rest.indexOf(10);
      const piece = end < 0 ? rest : rest.subarray(0, end);
      held += piece.length;
      if (held > limit) return fail(`a line of more than ${limit} bytes`);
      parts.push(piece);
      if (end < 0) return;
      const line = Buffer.concat(parts).toString('utf8');
      parts = [];
      held = 0;
      rest = rest.subarray(end + 1);
      if (line === '') continue;
      let value: unknown;
      try {
        value = JSON.parse(line);
      } catch {
        return fail('a line that is not JSON');
      }
      onValue(value);
    }
  });
}

export const writeJsonLine = (stream: Duplex, value: unknown) =>
  stream.writable && stream.write(`${JSON.stringify(value)}\n`);
