/** What is typed to mongosh, as far as a first look needs it: `db.books.find({ id: 1 })` and its like. */
import type { BsonDocument, BsonValue } from '../../program/mongodb/bson';

export type MongoLine =
  | { kind: 'nothing' | 'exit' | 'db' }
  | { kind: 'show'; what: string }
  | { kind: 'use'; database: string }
  | { kind: 'call'; collection: string | null; method: string; args: BsonValue[]; then: string[] }
  | { kind: 'wrong'; message: string };

type Reader = { text: string; at: number };

function skip(reader: Reader): void {
  while (/\s/.test(reader.text.charAt(reader.at))) reader.at += 1;
}

function take(reader: Reader, symbol: string): boolean {
  skip(reader);
  if (!reader.text.startsWith(symbol, reader.at)) return false;
  reader.at += symbol.length;
  return true;
}

function takeMatch(reader: Reader, pattern: RegExp): string | null {
  skip(reader);
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text)?.[0] ?? null;
  if (found !== null) reader.at += found.length;
  return found;
}

const NAME = /[A-Za-z_$][\w$]*/y;
const STRING = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function unquote(text: string): string {
  return text
    .slice(1, -1)
    .replace(/\\(.)/g, (_, letter: string) => ({ n: '\n', t: '\t' })[letter] ?? letter);
}

/** A literal of JavaScript; undefined where there is none. */
function readValue(reader: Reader, depth = 0): BsonValue | undefined {
  if (depth > 50) return undefined;
  const text = takeMatch(reader, STRING);
  if (text !== null) return unquote(text);
  const number = takeMatch(reader, NUMBER);
  if (number !== null) return Number(number);
  if (take(reader, '{')) return readObject(reader, depth);
  if (take(reader, '[')) {
    const items: BsonValue[] = [];
    while (!take(reader, ']')) {
      const item = readValue(reader, depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
      if (!take(reader, ',') && reader.text.charAt(reader.at) !== ']') return undefined;
    }
    return items;
  }
  const word = takeMatch(reader, NAME);
  if (word === 'true' || word === 'false') return word === 'true';
  if (word === 'null') return null;
  if (word !== 'ObjectId' || !take(reader, '(')) return undefined;
  const id = takeMatch(reader, STRING);
  return id !== null && take(reader, ')') ? { $oid: unquote(id) } : undefined;
}

function readObject(reader: Reader, depth: number): BsonDocument | undefined {
  const document: BsonDocument = {};
  while (!take(reader, '}')) {
    const quoted = takeMatch(reader, STRING);
    const name = quoted === null ? takeMatch(reader, NAME) : unquote(quoted);
    if (name === null || !take(reader, ':')) return undefined;
    const value = readValue(reader, depth + 1);
    if (value === undefined) return undefined;
    Object.defineProperty(document, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
    skip(reader);
    if (!take(reader, ',') && reader.text.charAt(reader.at) !== '}') return undefined;
  }
  return document;
}

export function parseMongoLine(line: string): MongoLine {
  const text = line.trim().replace(/;$/, '').trim();
  if (text === '') return { kind: 'nothing' };
  if (/^(exit|quit)(\(\))?$/.test(text)) return { kind: 'exit' };
  if (text === 'db') return { kind: 'db' };
  const show = /^show\s+(\w+)$/.exec(text)?.[1];
  if (show !== undefined) return { kind: 'show', what: show };
  const use = /^use\s+(\S+)$/.exec(text)?.[1];
  if (use !== undefined) return { kind: 'use', database: use };
  const reader: Reader = { text, at: 0 };
  const wrong: MongoLine = {
    kind: 'wrong',
    message: `JavaScript beyond db.collection.method({ ... }) is not in this simulation: ${text}`,
  };
  if (!take(reader, 'db.')) return wrong;
  const first = takeMatch(reader, NAME);
  const second = take(reader, '.') ? takeMatch(reader, NAME) : null;
  const args = readArguments(reader);
  if (first === null || args === null) return wrong;
  const then: string[] = [];
  while (take(reader, '.')) {
    const name = takeMatch(reader, NAME);
    if (name === null || readArguments(reader)?.length !== 0) return wrong;
    then.push(name);
  }
  skip(reader);
  if (reader.at < text.length) return wrong;
  return second === null
    ? { kind: 'call', collection: null, method: first, args, then }
    : { kind: 'call', collection: first, method: second, args, then };
}

function readArguments(reader: Reader): BsonValue[] | null {
  if (!take(reader, '(')) return null;
  const args: BsonValue[] = [];
  while (!take(reader, ')')) {
    const value = readValue(reader);
    if (value === undefined) return null;
    args.push(value);
    skip(reader);
    if (!take(reader, ',') && reader.text.charAt(reader.at) !== ')') return null;
  }
  return args;
}
