/** The bytes of a telnet connection (RFC 854): options refused, lines sent with CRLF. */
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { sendAll, writeAll } from '../../program/socket-io';

export type Link = { fd: number; host: string; negotiates: boolean };

/** What a stream of bytes says (`text`), what is to be answered, and what is not whole yet. */
type Heard = { text: string; answer: string; rest: string };

const IAC = '\xff';

/** Takes telnet's commands out. Every option is refused: WILL by DONT, DO by WONT (RFC 855). */
export function readTelnet(bytes: string): Heard {
  let text = '';
  let answer = '';
  let at = 0;
  while (at < bytes.length) {
    if (bytes[at] !== IAC) {
      // CR NUL stands for a bare CR.
      if (bytes[at] === '\r') text += '';
      else if (bytes[at] !== '\0') text += bytes[at];
      at += 1;
      continue;
    }
    const command = bytes.charCodeAt(at + 1);
    if (Number.isNaN(command)) break;
    if (command === 255) {
      text += IAC;
      at += 2;
    } else if (command >= 251 && command <= 254) {
      const option = bytes[at + 2];
      if (option === undefined) break;
      if (command === 251) answer += `${IAC}\xfe${option}`;
      if (command === 253) answer += `${IAC}\xfc${option}`;
      at += 3;
    } else if (command === 250) {
      const end = bytes.indexOf(`${IAC}\xf0`, at);
      if (end < 0) break;
      at = end + 2;
    } else at += 2;
  }
  return { text, answer, rest: bytes.slice(at) };
}

/** A typed line as it goes on the wire. */
export function writeTelnet(line: string): string {
  return line.replaceAll(IAC, IAC + IAC).replace(/\r?\n/g, '\r\n');
}

/** `closed` by the other side, `escape` typed, or `end` of what is typed. */
export function* talk({ fd }: Link): Routine<'closed' | 'escape' | 'end'> {
  let held = '';
  for (;;) {
    const ready = yield* sys.poll([0, fd], null);
    if (!ready.ok) return 'end';
    if (ready.value.includes(fd)) {
      const part = yield* sys.recv(fd);
      if (!part.ok || part.value === '') return 'closed';
      const heard = readTelnet(held + part.value);
      held = heard.rest;
      if (heard.answer !== '' && !(yield* sendAll(fd, heard.answer)).ok) return 'closed';
      if (!(yield* writeAll(1, heard.text)).ok) return 'end';
      continue;
    }
    if (!ready.value.includes(0)) continue;
    const line = yield* sys.read(0);
    if (!line.ok || line.value === '') return 'end';
    // Ctrl-] comes as a line of its own in this terminal; `^]` may also be typed as two letters.
    if (/^(\x1d|\^\])\r?\n?$/.test(line.value)) return 'escape';
    if (!(yield* sendAll(fd, writeTelnet(line.value))).ok) return 'closed';
  }
}
