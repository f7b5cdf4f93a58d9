/** MongoDB's wire protocol: OP_MSG, and the OP_QUERY that drivers still begin with. Pure. */
import { BSON } from 'mongodb';

export const OP = { reply: 1, query: 2004, message: 2013 } as const;
const HEADER = 16;
const LARGEST = 64 * 1024;

export type Request = {
  id: number;
  opcode: number;
  command: BSON.Document;
};

type Parsed =
  | { state: 'whole'; request: Request; used: number }
  | { state: 'partial' }
  | { state: 'wrong'; why: string };

const wrong = (why: string): Parsed => ({ state: 'wrong', why });

/** Documents of a payload section (kind 1) join the command under the section's name. */
function readSections(bytes: Buffer, from: number, to: number): BSON.Document | null {
  let command: BSON.Document = {};
  const extra: BSON.Document = {};
  let at = from;
  while (at < to) {
    const kind = bytes[at];
    at += 1;
    if (kind === 0) {
      const size = bytes.readInt32LE(at);
      command = BSON.deserialize(bytes.subarray(at, at + size));
      at += size;
    } else if (kind === 1) {
      const size = bytes.readInt32LE(at);
      const end = at + size;
      const nul = bytes.indexOf(0, at + 4);
      if (size < 5 || nul < 0 || nul >= end || end > to) return null;
      const documents: BSON.Document[] = [];
      for (let next = nul + 1; next < end; ) {
        const length = bytes.readInt32LE(next);
        if (length < 5) return null;
        documents.push(BSON.deserialize(bytes.subarray(next, next + length)));
        next += length;
      }
      extra[bytes.toString('utf8', at + 4, nul)] = documents;
      at = end;
    } else return null;
  }
  return { ...command, ...extra };
}

/** One request at the beginning of `bytes`. */
export function parseRequest(bytes: Buffer): Parsed {
  if (bytes.length < HEADER) return { state: 'partial' };
  const length = bytes.readInt32LE(0);
  if (length < HEADER || length > LARGEST) return wrong(`a message of ${length} bytes`);
  if (bytes.length < length) return { state: 'partial' };
  const id = bytes.readInt32LE(4);
  const opcode = bytes.readInt32LE(12);
  try {
    if (opcode === OP.message) {
      const checksum = bytes.readUInt32LE(HEADER) & 1 ? 4 : 0;
      const command = readSections(bytes, HEADER + 4, length - checksum);
      return command
        ? { state: 'whole', request: { id, opcode, command }, used: length }
        : wrong('sections');
    }
    if (opcode === OP.query) {
      const nul = bytes.indexOf(0, HEADER + 4);
      if (nul < 0 || nul + 9 > length) return wrong('a query without a name');
      const command = BSON.deserialize(bytes.subarray(nul + 9, length));
      return { state: 'whole', request: { id, opcode, command }, used: length };
    }
    return wrong(`opcode ${opcode}`);
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

/** An answer in the form that the question came in. */
export function formatAnswer({ id, opcode }: Request, answer: BSON.Document, own: number): Buffer {
  const body = Buffer.from(BSON.serialize(answer));
  const legacy = opcode === OP.query;
  const middle = Buffer.alloc(legacy ? 20 : 5);
  if (legacy) {
    middle.writeInt32LE(8, 0);
    middle.writeInt32LE(1, 16);
  }
  const header = Buffer.alloc(HEADER);
  header.writeInt32LE(HEADER + middle.length + body.length, 0);
  header.writeInt32LE(own, 4);
  header.writeInt32LE(id, 8);
  header.writeInt32LE(legacy ? OP.reply : OP.message, 12);
  return Buffer.concat([header, middle, body]);
}
