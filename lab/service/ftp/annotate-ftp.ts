/** Explains FTP's control connection line by line, and what a data connection carries. Pure and total. */
import type { WireField } from '@/contract/lab-service';
import { field, type Line, linesOf } from '../fields';
import type { Talked } from '../service';
import { commands, replies, replyKinds } from './ftp-words';
import { sixNumbers } from './six-numbers';

/** The six numbers in `text`, if any, as three fields with what is around them. */
function explainSix({ at, length, text }: Line, from: number, name: string, meaning: string) {
  const match = sixNumbers.exec(text.slice(from));
  if (!match) return null;
  const [all, four = '', high = '', low = ''] = match;
  const start = from + match.index;
  const ports = start + four.length + 1;
  const end = start + all.length;
  const port = Number(high) * 256 + Number(low);
  return [
    ...(start > from ? [field(at + from, start - from, name, meaning)] : []),
    field(
      at + start,
      ports - start,
      'address',
      `${four.replaceAll(',', '.')}, with commas for full stops`,
    ),
    field(at + ports, end - ports, 'port', `a port is two bytes: ${high} × 256 + ${low} = ${port}`),
    ...(length > end ? [field(at + end, length - end, 'end', 'the end of the line')] : []),
  ];
}

/** `|||40001|` or `|1|192.168.1.20|40001|`. RFC 2428 */
function explainBars({ at, length, text }: Line, from: number, name: string, meaning: string) {
  const match = /\|(\d?)\|([^|]*)\|(\d{1,5})\|/.exec(text.slice(from));
  if (!match) return null;
  const [all, , address, port] = match;
  const start = from + match.index;
  const end = start + all.length;
  const where = address ? `address ${address}` : 'the same address as this connection';
  return [
    ...(start > from ? [field(at + from, start - from, name, meaning)] : []),
    field(at + start, all.length, 'address and port', `${where}, port ${port}`),
    ...(length > end ? [field(at + end, length - end, 'end', 'the end of the line')] : []),
  ];
}

function explainCommand(line: Line): WireField[] {
  const { at, length, text } = line;
  const verb = text.split(' ')[0] ?? '';
  const name = verb.toUpperCase();
  const meaning = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!meaning) return [field(at, length, 'line', 'no command of FTP that this page explains')];
  const head = verb.length + 1;
  const six = name === 'PORT' ? explainSix(line, head, name, meaning) : null;
  const bars = name === 'EPRT' ? explainBars(line, head, name, meaning) : null;
  if (six ?? bars) return [field(at, head, name, meaning), ...(six ?? bars ?? [])];
  const rest = length - head;
  if (text.length <= head) return [field(at, length, name, meaning)];
  const what =
    name === 'PASS'
      ? 'the password, readable by everybody on the way'
      : 'what the command is about';
  return [field(at, head, name, meaning), field(at + head, rest, 'argument', what)];
}

function explainReply(line: Line): WireField[] {
  const { at, length, text } = line;
  const match = /^(\d{3})([ -])/.exec(text);
  if (!match) return [field(at, length, 'line', 'one more line of the same answer')];
  const [, code = '', mark] = match;
  const meaning = replies[code] ?? replyKinds[code[0] ?? ''] ?? 'an unknown kind of answer';
  const fields = [
    field(at, 4, `code ${code}`, mark === '-' ? `${meaning}; more lines follow` : meaning),
  ];
  const words = 'the same in words, for people';
  const six = code === '227' ? explainSix(line, 4, 'text', words) : null;
  const bars = code === '229' ? explainBars(line, 4, 'text', words) : null;
  return [...fields, ...(six ?? bars ?? [field(at + 4, length - 4, 'text', words)])].filter(
    (each) => each.length > 0,
  );
}

const listed = /^([d-])[rwx-]{9} +\d+ \S+ +\S+ +(\d+) \w{3} \d\d \d\d:\d\d (.+)$/;

/** A folder's lines, or whatever else a file may hold. */
function explainData(bytes: Uint8Array): WireField[] {
  const lines = linesOf(bytes);
  if (!lines.every(({ text }) => listed.test(text))) {
    return [field(0, bytes.length, 'content', 'the file itself, with nothing around it')];
  }
  return lines.map(({ at, length, text }) => {
    const [, kind, size, name] = listed.exec(text) ?? [];
    const what = kind === 'd' ? 'a folder' : `a file of ${size} bytes`;
    return field(at, length, name ?? 'entry', `${what}: rights, owner, length, date, name`);
  });
}

export const annotateFtp = ({ purpose, turns }: Talked): WireField[][] =>
  turns.map(({ from, bytes }) => {
    if (bytes.length === 0) return [];
    if (purpose === 'data') return explainData(bytes);
    return linesOf(bytes).flatMap(from === 'client' ? explainCommand : explainReply);
  });
