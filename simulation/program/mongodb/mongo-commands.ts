/** The database commands that a mongod answers (mongodb.com/docs, Database Commands). */
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { type BsonDocument, type BsonValue, isPlainDocument } from './bson';
import {
  findOperator,
  listCollections,
  listDatabases,
  loadCollection,
  matches,
  saveCollection,
} from './documents';

export const MONGO_VERSION = '7.0.14';

function fail(code: number, codeName: string, errmsg: string): BsonDocument {
  return { ok: 0, errmsg, code, codeName };
}

/** Commands of the real server that are refused by name. */
const known =
  'aggregate createIndexes create drop dropDatabase update findAndModify distinct getMore killCursors listIndexes serverStatus createUser saslStart replSetInitiate replSetGetStatus collStats dbStats explain getLog getParameter setParameter'.split(
    ' ',
  );

/** 24 hexadecimal digits: the seconds, and chance. */
function* createObjectId(): Routine<{ $oid: string }> {
  const now = yield* sys.now();
  let digits = Math.floor((now.ok ? now.value : 0) / 1000)
    .toString(16)
    .padStart(8, '0');
  while (digits.length < 24) {
    const digit = yield* sys.random(16);
    digits += (digit.ok ? digit.value : 0).toString(16);
  }
  return { $oid: digits };
}

function documentOf(value: BsonValue | undefined): BsonDocument {
  return value !== undefined && isPlainDocument(value) ? value : {};
}

export function* runMongoCommand(
  folder: string,
  id: number,
  request: BsonDocument,
): Routine<BsonDocument> {
  const [name = ''] = Object.keys(request);
  const database = typeof request.$db === 'string' ? request.$db : 'admin';
  const collection = typeof request[name] === 'string' ? String(request[name]) : '';
  const now = yield* sys.now();
  switch (name) {
    case 'hello':
    case 'isMaster':
    case 'ismaster':
      return {
        [name === 'hello' ? 'isWritablePrimary' : 'ismaster']: true,
        ...{
          maxBsonObjectSize: 16777216,
          maxMessageSizeBytes: 48000000,
          maxWriteBatchSize: 100000,
        },
        localTime: { $date: now.ok ? now.value : 0 },
        ...{ connectionId: id, minWireVersion: 0, maxWireVersion: 21, readOnly: false, ok: 1 },
      };
    case 'ping':
      return { ok: 1 };
    case 'buildInfo':
    case 'buildinfo':
      return { version: MONGO_VERSION, bits: 64, ok: 1 };
    case 'whatsmyuri': {
      return { ok: 1 };
    }
    case 'insert':
      return yield* insert(folder, database, collection, request);
    case 'find':
    case 'count':
    case 'delete':
      return yield* search(folder, database, collection, request, name);
    case 'listDatabases': {
      const names = yield* listDatabases(folder);
      return {
        databases: names.map((one) => ({ name: one, sizeOnDisk: 8192, empty: false })),
        ok: 1,
      };
    }
    case 'listCollections': {
      const names = yield* listCollections(folder, database);
      const firstBatch = names.map((one) => ({ name: one, type: 'collection' }));
      return { cursor: { id: 0, ns: `${database}.$cmd.listCollections`, firstBatch }, ok: 1 };
    }
    default:
      if (known.includes(name))
        return fail(238, 'NotImplemented', `the command '${name}' is not in this simulation`);
      return fail(59, 'CommandNotFound', `no such command: '${name}'`);
  }
}

function* insert(
  folder: string,
  database: string,
  collection: string,
  request: BsonDocument,
): Routine<BsonDocument> {
  const given = Array.isArray(request.documents) ? request.documents : [];
  const old = yield* loadCollection(folder, database, collection);
  const added: BsonDocument[] = [];
  for (const one of given) {
    const document = documentOf(one);
    const _id = document._id ?? (yield* createObjectId());
    const twin = [...old, ...added].some(
      (other) => JSON.stringify(other._id) === JSON.stringify(_id),
    );
    if (twin) {
      const errmsg = `E11000 duplicate key error collection: ${database}.${collection} index: _id_ dup key`;
      return {
        n: added.length,
        writeErrors: [{ index: added.length, code: 11000, errmsg }],
        ok: 1,
      };
    }
    added.push({ ...document, _id });
  }
  if (!(yield* saveCollection(folder, database, collection, [...old, ...added]))) {
    return fail(73, 'InvalidNamespace', `Invalid namespace specified '${database}.${collection}'`);
  }
  return { n: added.length, ok: 1 };
}

function* search(
  folder: string,
  database: string,
  collection: string,
  request: BsonDocument,
  name: string,
): Routine<BsonDocument> {
  const [first] = Array.isArray(request.deletes) ? request.deletes : [];
  const wish = documentOf(first);
  const filter = documentOf(
    name === 'find' ? request.filter : name === 'count' ? request.query : wish.q,
  );
  const operator = findOperator(filter);
  if (operator !== null)
    return fail(238, 'NotImplemented', `the operator ${operator} is not in this simulation`);
  const all = yield* loadCollection(folder, database, collection);
  const found = all.filter((document) => matches(document, filter));
  if (name === 'count') return { n: found.length, ok: 1 };
  if (name === 'find') {
    const limit =
      typeof request.limit === 'number' && request.limit > 0 ? request.limit : found.length;
    return {
      cursor: { firstBatch: found.slice(0, limit), id: 0, ns: `${database}.${collection}` },
      ok: 1,
    };
  }
  const gone = wish.limit === 1 ? found.slice(0, 1) : found;
  if (gone.length > 0)
    yield* saveCollection(
      folder,
      database,
      collection,
      all.filter((one) => !gone.includes(one)),
    );
  return { n: gone.length, ok: 1 };
}
