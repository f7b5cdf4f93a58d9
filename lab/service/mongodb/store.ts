/** The commands of MongoDB that this server knows, over collections in memory; mingo judges filters. */
import { Query } from 'mingo';
import { BSON } from 'mongodb';

type Document = BSON.Document;
export type Collections = Map<string, Document[]>;

const MOST_DOCUMENTS = 500;
/** Everything is in the first batch. A 64-bit number, as drivers insist. */
const NO_CURSOR = BSON.Long.fromNumber(0);

const failure = (code: number, codeName: string, errmsg: string): Document => ({
  ok: 0,
  errmsg,
  code,
  codeName,
});

const about = (now: number): Document => ({
  ismaster: true,
  isWritablePrimary: true,
  helloOk: true,
  maxBsonObjectSize: 16_777_216,
  maxMessageSizeBytes: 65_536,
  maxWriteBatchSize: 100,
  localTime: new Date(now),
  minWireVersion: 0,
  maxWireVersion: 21,
  readOnly: false,
  ok: 1,
});

type Command = (collections: Collections, command: Document, name: string) => Document;

const collection = (collections: Collections, name: string): Document[] => {
  const found = collections.get(name) ?? [];
  collections.set(name, found);
  return found;
};

const list = (value: unknown): Document[] => (Array.isArray(value) ? value : []);
const filterOf = (value: unknown) =>
  new Query((value ?? {}) as ConstructorParameters<typeof Query>[0]);

const find: Command = (collections, { filter, limit, $db }, name) => {
  const query = filterOf(filter);
  const found = (collections.get(name) ?? []).filter((each) => query.test(each));
  const most = Number(limit) > 0 ? Number(limit) : 100;
  return {
    cursor: { id: NO_CURSOR, ns: `${$db}.${name}`, firstBatch: found.slice(0, most) },
    ok: 1,
  };
};

const commands: Record<string, Command> = {
  ping: () => ({ ok: 1 }),
  endSessions: () => ({ ok: 1 }),
  buildInfo: () => ({ version: '7.0.0', ok: 1 }),
  insert(collections, { documents }, name) {
    const into = collection(collections, name);
    const fresh = list(documents);
    if (into.length + fresh.length > MOST_DOCUMENTS)
      return failure(14031, 'OutOfDiskSpace', 'the lab is full');
    const twice = fresh.find((each) => into.some((old) => String(old._id) === String(each._id)));
    if (twice) {
      const errmsg = `E11000 duplicate key error collection: ${name} index: _id_ dup key: { _id: "${twice._id}" }`;
      return { n: 0, writeErrors: [{ index: 0, code: 11000, errmsg }], ok: 1 };
    }
    into.push(...fresh);
    return { n: fresh.length, ok: 1 };
  },
  find,
  delete(collections, { deletes }, name) {
    let n = 0;
    for (const { q, limit } of list(deletes)) {
      const query = filterOf(q);
      const kept = collection(collections, name);
      const going = kept.filter((each) => query.test(each)).slice(0, limit === 1 ? 1 : undefined);
      n += going.length;
      collections.set(
        name,
        kept.filter((each) => !going.includes(each)),
      );
    }
    return { n, ok: 1 };
  },
  listCollections: (collections, { $db }) => ({
    cursor: {
      id: NO_CURSOR,
      ns: `${$db}.$cmd.listCollections`,
      firstBatch: [...collections.keys()].map((name) => ({ name, type: 'collection' })),
    },
    ok: 1,
  }),
};

/** The command is the document's first key. Never throws. @param now milliseconds since 1970. */
export function runCommand(collections: Collections, command: Document, now: number): Document {
  const [name = ''] = Object.keys(command);
  if (name === 'hello' || name.toLowerCase() === 'ismaster') return about(now);
  const run = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!run) return failure(59, 'CommandNotFound', `no such command: '${name}'`);
  try {
    return run(collections, command, String(command[name]));
  } catch (error) {
    return failure(2, 'BadValue', error instanceof Error ? error.message : String(error));
  }
}
