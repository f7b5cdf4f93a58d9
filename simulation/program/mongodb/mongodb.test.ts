/** MongoDB over the simulated network, as its manual describes it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { homeScenario, Session } from '../../scenario/scenario-fixtures';
import { formatMongoValue } from '../../shell/commands/mongosh-format';
import { parseMongoLine } from '../../shell/commands/mongosh-parse';
import { type BsonDocument, formatBson, parseBson } from './bson';
import { parseMongodConf } from './mongod-conf';
import { formatMongo, parseMongo } from './op-msg';

function serving(bindIp = '127.0.0.1'): Session {
  return new Session(
    homeScenario({
      laptop: {
        files: {
          '/etc/mongod.conf': `# a comment\nstorage:\n  dbPath: /var/lib/mongodb\nnet:\n  port: 27017\n  bindIp: ${bindIp}\n`,
          '/var/lib/mongodb/WiredTiger': '',
        },
        programs: [{ run: 'mongod --config /etc/mongod.conf', user: 'mongodb' }],
      },
    }),
  );
}

test('nobody listens', () => {
  const text = new Session().type('phone', 'mongosh --host 192.168.1.20 --eval "db.version()"');
  expect(text).toBe('MongoNetworkError: connect ECONNREFUSED 192.168.1.20:27017\n');
});

test('bindIp decides who reaches it; documents stay', () => {
  const own = serving();
  expect(own.type('phone', 'mongosh --host 192.168.1.20 --eval "db.version()"')).toContain(
    'ECONNREFUSED',
  );
  expect(own.type('laptop', 'ss -Htln sport = :27017 | cat')).toContain(' 127.0.0.1:27017 ');
  const session = serving('127.0.0.1,192.168.1.20');
  const ask = (line: string) =>
    session.type('phone', `mongosh --host 192.168.1.20 --eval '${line}' shop`);
  expect(ask('db.runCommand({ ping: 1 })')).toBe('{ ok: 1 }\n');
  expect(ask('db.books.insertOne({ _id: 1, title: "Emma", tags: ["novel"] })')).toBe(
    '{ acknowledged: true, insertedId: 1 }\n',
  );
  expect(ask('db.books.insertOne({ _id: 1 })')).toContain(
    'MongoServerError: E11000 duplicate key error collection: shop.books',
  );
  expect(ask('db.books.find({ title: "Emma" })')).toBe(
    "[\n  { _id: 1, title: 'Emma', tags: [ 'novel' ] }\n]\n",
  );
  expect(ask('db.books.countDocuments()')).toBe('1\n');
  expect(ask('show collections')).toBe('books\n');
  expect(ask('db.books.find({ n: { $gt: 1 } })')).toBe(
    'MongoServerError: the operator $gt is not in this simulation\n',
  );
  expect(ask('db.runCommand({ nosuch: 1 })')).toBe("MongoServerError: no such command: 'nosuch'\n");
  expect(ask('db.books.deleteMany({})')).toBe('{ acknowledged: true, deletedCount: 1 }\n');
});

test('a browser at its port is told', () => {
  const text = serving().type('laptop', 'curl -s http://127.0.0.1:27017/');
  expect(text.trimEnd()).toBe(
    'It looks like you are trying to access MongoDB over HTTP on the native driver port.',
  );
});

test('a second one on the port ends with status 48', () => {
  const session = serving();
  expect(session.type('laptop', 'mongod --dbpath /tmp')).toContain(
    '"errmsg":"Address already in use"',
  );
  expect(session.type('laptop', 'echo $?')).toBe('48\n');
});

const value = fc.letrec<{ one: BsonDocument[string]; doc: BsonDocument }>((tie) => ({
  one: fc.oneof(
    { maxDepth: 3 },
    fc.string(),
    fc.integer(),
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.constant(null),
    fc.constant({ $oid: '0123456789abcdef01234567' }),
    fc.integer().map((ms) => ({ $date: ms })),
    fc.constant({ $long: '9223372036854775807' }),
    fc.array(tie('one'), { maxLength: 3 }),
    tie('doc'),
  ),
  doc: fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), tie('one'), { maxKeys: 4 }),
})).doc;

test('documents and messages go there and back, and no bytes break a reader', () => {
  fc.assert(
    fc.property(value, fc.uint8Array({ maxLength: 60 }), (document, array) => {
      expect(parseBson(formatBson(document))).toEqual({ ...document });
      const message = { id: 7, to: 3, body: document };
      const sent = formatMongo(message);
      expect(parseMongo(sent)).toEqual({
        message: { ...message, body: { ...document } },
        length: sent.length,
      });
      expect(parseMongo(sent.slice(0, -1))).toBe(null);
      const bytes = Buffer.from(array).toString('latin1');
      parseBson(bytes);
      parseMongo(bytes);
      parseMongo(sent.slice(0, 20) + bytes);
      parseMongodConf(bytes);
      parseMongoLine(bytes);
      parseMongoLine(`db.a.find(${bytes})`);
      formatMongoValue(document);
    }),
  );
});
