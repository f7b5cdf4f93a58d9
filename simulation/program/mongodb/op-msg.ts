/** MongoDB's wire protocol: OP_MSG with one document (mongodb.com/docs, Wire Protocol). */
import { ByteReader, littleEndian } from '../database/binary';
import { type BsonDocument, formatBson, parseBson } from './bson';

const OP_MSG = 2013;
/** maxMessageSizeBytes. */
const LONGEST = 48_000_000;

export type MongoMessage = { id: number; to: number; body: BsonDocument };

export function formatMongo({ id, to, body }: MongoMessage): string {
  const rest = `${littleEndian(0, 4)}\0${formatBson(body)}`;
  return (
    littleEndian(rest.length + 16, 4) +
    littleEndian(id, 4) +
    littleEndian(to, 4) +
    littleEndian(OP_MSG, 4) +
    rest
  );
}

/** Null while the message is not whole; `bad` where it is none that is spoken here. */
export function parseMongo(
  bytes: string,
): { message: MongoMessage; length: number } | 'bad' | null {
  if (bytes.length < 16) return null;
  const reader = new ByteReader(bytes);
  const length = reader.littleEndian(4);
  const id = reader.littleEndian(4);
  const to = reader.littleEndian(4);
  const code = reader.littleEndian(4);
  if (length < 21 || length > LONGEST || code !== OP_MSG) return 'bad';
  if (bytes.length < length) return null;
  const flags = reader.littleEndian(4);
  const kind = reader.littleEndian(1);
  const end = length - ((flags & 1) === 1 ? 4 : 0);
  const body = kind === 0 ? parseBson(bytes.slice(reader.at, end)) : null;
  return body ? { message: { id, to, body }, length } : 'bad';
}
