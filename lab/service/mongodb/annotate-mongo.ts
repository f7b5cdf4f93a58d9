/** Explains MongoDB's messages: the header's four numbers, then documents. Pure and total. */
import { BSON } from 'mongodb';
import type { WireField } from '@/contract/lab-service';
import { field, latin1 } from '../fields';
import { OP } from './wire';

const opcodes: Record<number, string> = {
  [OP.reply]: 'OP_REPLY, the old form of an answer',
  [OP.query]: 'OP_QUERY, the old form of a question; drivers still begin with it',
  [OP.message]: 'OP_MSG, the form of questions and answers',
};

const number = (bytes: Uint8Array, at: number) => Buffer.from(bytes).readInt32LE(at);

function showDocument(bytes: Uint8Array, at: number, to: number): string {
  try {
    return BSON.EJSON.stringify(BSON.deserialize(bytes.subarray(at, to)), { relaxed: true }).slice(
      0,
      400,
    );
  } catch {
    return 'cut off, or not BSON';
  }
}

function documents(bytes: Uint8Array, from: number, to: number): WireField[] {
  const fields: WireField[] = [];
  let at = from;
  while (at < to) {
    const length = to - at >= 4 ? number(bytes, at) : 0;
    if (length < 5) {
      fields.push(field(at, to - at, 'rest', 'cut off, or no document'));
      break;
    }
    const end = Math.min(to, at + length);
    fields.push(field(at, 4, 'length', `a document of ${length} bytes, these four included`));
    if (end > at + 4)
      fields.push(field(at + 4, end - at - 4, 'document', showDocument(bytes, at, end)));
    at = end;
  }
  return fields;
}

function sections(bytes: Uint8Array, from: number, to: number): WireField[] {
  const fields: WireField[] = [];
  let at = from;
  while (at < to) {
    const kind = bytes[at];
    if (kind === 0) {
      fields.push(field(at, 1, 'section', 'one document: the command, or its answer'));
      const length = to - at >= 5 ? number(bytes, at + 1) : 0;
      const end = length < 5 ? to : Math.min(to, at + 1 + length);
      fields.push(...documents(bytes, at + 1, end));
      at = Math.max(end, at + 1);
    } else if (kind === 1 && to - at >= 6) {
      const end = Math.min(to, at + 1 + Math.max(5, number(bytes, at + 1)));
      const found = bytes.indexOf(0, at + 5);
      const nul = found < 0 || found >= end ? end - 1 : found;
      const name = latin1(bytes, at + 5, nul);
      fields.push(field(at, nul + 1 - at, 'section', `a list of documents, called “${name}”`));
      fields.push(...documents(bytes, nul + 1, end));
      at = end;
    } else {
      fields.push(field(at, to - at, 'rest', 'a section of another kind'));
      break;
    }
  }
  return fields;
}

export function annotateMongo(bytes: Uint8Array): WireField[] {
  const fields: WireField[] = [];
  let at = 0;
  while (at < bytes.length) {
    const opcode = bytes.length - at >= 16 ? number(bytes, at + 12) : 0;
    const known = opcodes[opcode];
    const length = known ? number(bytes, at) : 0;
    if (!known || length < 16) {
      fields.push(
        field(at, bytes.length - at, 'not MongoDB', 'no message begins so, or it is cut off'),
      );
      break;
    }
    const end = Math.min(bytes.length, at + length);
    fields.push(field(at, 4, 'length', `${length} bytes in all`));
    fields.push(
      field(at + 4, 4, 'request id', `${number(bytes, at + 4)}: the number of this message`),
    );
    const to = number(bytes, at + 8);
    fields.push(
      field(
        at + 8,
        4,
        'response to',
        to === 0 ? '0: this is no answer' : `the answer to number ${to}`,
      ),
    );
    fields.push(field(at + 12, 4, 'kind', known));
    const body = at + 16;
    if (opcode === OP.message && end - body >= 4) {
      fields.push(field(body, 4, 'flags', 'nothing special is asked for'));
      fields.push(...sections(bytes, body + 4, end));
    } else if (opcode === OP.reply && end - body >= 20) {
      fields.push(
        field(body, 20, 'about the answer', 'flags, cursor, place, and how many documents follow'),
      );
      fields.push(...documents(bytes, body + 20, end));
    } else if (opcode === OP.query && end - body >= 4) {
      const found = bytes.indexOf(0, body + 4);
      const nul = found < 0 || found + 9 > end ? -1 : found;
      if (nul < 0) fields.push(field(body, end - body, 'rest', 'cut off'));
      else {
        fields.push(
          field(
            body,
            nul + 9 - body,
            'about the question',
            `asked of “${latin1(bytes, body + 4, nul)}”`,
          ),
        );
        fields.push(...documents(bytes, nul + 9, end));
      }
    } else if (end > body) fields.push(field(body, end - body, 'rest', 'cut off'));
    at = end;
  }
  return fields;
}
