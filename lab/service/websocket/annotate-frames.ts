/** Explains WebSocket frames (RFC 6455, section 5.2). Pure and total. */
import type { WireField } from '@/contract/lab-service';
import { field } from '../fields';
import { annotateHttp } from '../http/annotate-http';
import type { Turn } from '../service';

const opcodes: Record<number, [name: string, meaning: string]> = {
  0: ['continuation', 'more of the message before'],
  1: ['text', 'a message of text'],
  2: ['binary', 'a message of bytes'],
  8: ['close', 'goodbye'],
  9: ['ping', 'are you there?'],
  10: ['pong', 'yes, I am'],
};

const show = (bytes: Uint8Array) =>
  Buffer.from(bytes)
    .toString('utf8')
    .replace(/\p{Cc}/gu, ' ')
    .slice(0, 200);

/** All frames from `from` on; what is cut off is told as the part of a frame. */
export function annotateFrames(bytes: Uint8Array, from = 0): WireField[] {
  const fields: WireField[] = [];
  let at = from;
  while (at < bytes.length) {
    const start = at;
    const first = bytes[at] ?? 0;
    const kind = opcodes[first & 15];
    if (bytes.length - at < 2 || !kind) {
      fields.push(
        field(at, bytes.length - at, 'part of a frame', 'not enough to say more, or no frame'),
      );
      break;
    }
    const last = (first & 0x80) !== 0;
    fields.push(
      field(
        at,
        1,
        kind[0],
        `${kind[1]}; ${last ? 'this frame is all of it' : 'more frames belong to it'}`,
      ),
    );
    const second = bytes[at + 1] ?? 0;
    const masked = (second & 0x80) !== 0;
    const short = second & 127;
    const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
    const header = Math.min(bytes.length, start + 2 + extra);
    let length = extra === 0 ? short : 0;
    for (let index = start + 2; index < header; index++)
      length = length * 256 + (bytes[index] ?? 0);
    fields.push(
      field(
        at + 1,
        header - at - 1,
        'length',
        `${length} bytes follow, ${masked ? 'masked, as a client must send them' : 'as they are: servers do not mask'}`,
      ),
    );
    at = header;
    let key: Uint8Array | null = null;
    if (masked && at < bytes.length) {
      key = bytes.subarray(at, at + 4);
      const words =
        'four bytes of chance; the text is mixed with them, so that no proxy mistakes it for HTTP';
      fields.push(field(at, key.length, 'masking key', words));
      at += key.length;
    }
    const size = Math.min(length, bytes.length - at);
    if (size > 0) {
      const raw = bytes.subarray(at, at + size);
      const mask = key;
      const plain = mask ? raw.map((byte, index) => byte ^ (mask[index % 4] ?? 0)) : raw;
      const isClose = (first & 15) === 8 && plain.length >= 2;
      const code = (plain[0] ?? 0) * 256 + (plain[1] ?? 0);
      const rest = isClose ? plain.subarray(2) : plain;
      const text = `“${show(rest)}”`;
      fields.push(
        field(
          at,
          size,
          'content',
          isClose ? `code ${code} ${rest.length ? text : ''}`.trim() : text,
        ),
      );
      at += size;
    }
  }
  return fields;
}

/** HTTP until the answer 101, frames from then on, in both directions. */
export function annotateWebSocket(turns: readonly Turn[]): WireField[][] {
  let upgraded = false;
  return turns.map((turn) => {
    if (upgraded) return annotateFrames(turn.bytes);
    const text = Buffer.from(turn.bytes).toString('latin1');
    const end = text.indexOf('\r\n\r\n');
    if (turn.from !== 'server' || !text.startsWith('HTTP/1.1 101') || end < 0) {
      return annotateHttp([turn])[0] ?? [];
    }
    upgraded = true;
    const head = turn.bytes.subarray(0, end + 4);
    const http = annotateHttp([{ from: 'server', bytes: head }])[0] ?? [];
    return [...http, ...annotateFrames(turn.bytes, end + 4)];
  });
}
