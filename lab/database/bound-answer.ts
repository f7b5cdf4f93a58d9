/** What a database answers, up to a limit. Pure but for what it keeps. */
import { MOST_DATABASE_BYTES } from './database-protocol';

/** ErrorResponse of https://www.postgresql.org/docs/18/protocol-message-formats.html, in words. */
function tooLong(limit: number): Buffer {
  const fields = `SERROR\0VERROR\0C54000\0Mthe lab passes on at most ${limit} bytes of an answer\0\0`;
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(4 + fields.length, 1);
  return Buffer.concat([head, Buffer.from(fields)]);
}

/**
 * Collects an answer. One that is too long becomes an error, followed by the answer's own last
 * message (ReadyForQuery, six bytes), which says whether a transaction is open.
 */
export function boundAnswer(limit = MOST_DATABASE_BYTES) {
  let kept: Buffer[] = [];
  let total = 0;
  let tail = Buffer.alloc(0);
  return {
    /** `bytes` may be a view of memory that changes afterwards. */
    add(bytes: Uint8Array) {
      total += bytes.length;
      tail = Buffer.from(Buffer.concat([tail, bytes.subarray(-6)]).subarray(-6));
      if (total <= limit) kept.push(Buffer.from(bytes));
      else kept = [];
    },
    answer(): Buffer {
      if (total <= limit) return Buffer.concat(kept);
      return Buffer.concat([tooLong(limit), ...(tail[0] === 0x5a ? [tail] : [])]);
    },
  };
}
