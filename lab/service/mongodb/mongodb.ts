/** A store of documents that answers as MongoDB does, and the official driver calling it. */
import { type Db, MongoClient } from 'mongodb';
import type { Guest, House, Service, WireStream } from '../service';
import { annotateMongo } from './annotate-mongo';
import { type Collections, runCommand } from './store';
import { formatAnswer, parseRequest } from './wire';

function serve(stream: WireStream, collections: Collections, house: House) {
  let held = Buffer.alloc(0);
  let own = 1;
  stream.on('data', (bytes: Buffer) => {
    held = Buffer.concat([held, bytes]);
    for (;;) {
      const parsed = parseRequest(held);
      if (parsed.state === 'partial') return;
      if (parsed.state === 'wrong') {
        house.log(`${stream.remoteAddress}: not understood (${parsed.why}); connection ended`);
        return void stream.destroy();
      }
      held = held.subarray(parsed.used);
      const { request } = parsed;
      const answer = runCommand(collections, request.command, Date.now());
      house.log(`${stream.remoteAddress}:${stream.remotePort} ${Object.keys(request.command)[0]}`);
      stream.write(formatAnswer(request, answer, own++));
    }
  });
  stream.on('end', () => stream.end());
}

async function withDatabase(guest: Guest, work: (shop: Db) => Promise<void>) {
  const client = new MongoClient(`mongodb://${guest.address}:${guest.port('commands')}`, {
    directConnection: true,
    serverSelectionTimeoutMS: 1_500,
    connectTimeoutMS: 1_500,
    maxPoolSize: 1,
    retryWrites: false,
    retryReads: false,
  });
  guest.signal.addEventListener('abort', () => void client.close());
  try {
    await client.connect();
    await work(client.db('shop'));
  } finally {
    await client.close();
  }
}

const show = (value: unknown) => JSON.stringify(value);

export const mongodb: Service = {
  async start(house) {
    const collections: Collections = new Map();
    await house.listen('commands', (stream) => serve(stream, collections, house));
    house.log('Waiting for connections');
  },
  exchanges: {
    'insert-and-find': (guest) =>
      withDatabase(guest, async (shop) => {
        const { tea = '' } = guest.input;
        const { insertedId } = await shop.collection('orders').insertOne({ tea, cups: 2 });
        guest.tell(`insert ${show({ tea, cups: 2 })}`, `inserted as ${insertedId}`);
        const found = await shop.collection('orders').findOne({ tea });
        guest.tell(`find ${show({ tea })}`, show(found));
      }),
    'find-with-filter': (guest) =>
      withDatabase(guest, async (shop) => {
        await shop.collection('stock').deleteMany({});
        await shop.collection('stock').insertMany([
          { tea: 'green', boxes: 4 },
          { tea: 'black', boxes: 12 },
          { tea: 'white', boxes: 0 },
        ]);
        guest.tell('insert three kinds of tea', 'inserted');
        const found = await shop
          .collection('stock')
          .find({ boxes: { $gt: 3 } })
          .toArray();
        guest.tell(`find ${show({ boxes: { $gt: 3 } })}`, found.map(({ tea }) => tea).join(', '));
      }),
    'same-id-twice': (guest) =>
      withDatabase(guest, async (shop) => {
        const orders = shop.collection<{ _id: string }>('numbered');
        await orders.deleteMany({});
        await orders.insertOne({ _id: 'order-1' });
        guest.tell('insert order-1', 'inserted');
        await orders.insertOne({ _id: 'order-1' });
      }),
    'unknown-command': (guest) =>
      withDatabase(guest, async (shop) => {
        guest.tell('brewTea', show(await shop.command({ brewTea: 1 })));
      }),
  },
  annotate: ({ turns }) => turns.map(({ bytes }) => annotateMongo(bytes)),
};
