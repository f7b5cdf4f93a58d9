/** A broker (aedes) and things that talk through it (mqtt): nobody connects to anybody but the broker. */
import { Aedes } from 'aedes';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import type { Guest, Service } from '../service';
import { PASSWORD, USER } from './account';
import { annotateMqtt } from './annotate-mqtt';

const TOPIC = 'home/kitchen/temperature';

type Client = { client: MqttClient; hear: () => Promise<string> };

async function enter(guest: Guest, clientId: string, more: IClientOptions = {}): Promise<Client> {
  const client = await connectAsync(
    `mqtt://${guest.address}:${guest.port('broker')}`,
    {
      clientId,
      username: USER,
      password: PASSWORD,
      reconnectPeriod: 0,
      connectTimeout: 3_000,
      ...more,
    },
    false,
  );
  const heard: string[] = [];
  let wake = () => {};
  client.on('error', () => {});
  client.on('message', (topic, bytes, { retain }) => {
    heard.push(`${topic}: ${bytes.toString()}${retain ? ' (kept by the broker)' : ''}`);
    wake();
  });
  guest.signal.addEventListener('abort', () => client.end(true));
  return {
    client,
    async hear() {
      while (heard.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return heard.shift() ?? '';
    },
  };
}

/** Everybody leaves in good order, whatever happened. */
async function together(
  guest: Guest,
  names: string[],
  work: (...clients: Client[]) => Promise<void>,
) {
  const clients: Client[] = [];
  try {
    for (const name of names) clients.push(await enter(guest, name));
    await work(...clients);
  } finally {
    await Promise.all(clients.map(({ client }) => client.endAsync().catch(() => {})));
  }
}

type Pair = [phone: Client, thermometer: Client];

export const mqtt: Service = {
  async start(house) {
    const broker = await Aedes.createBroker({ concurrency: 50, maxClientsIdLength: 64 });
    broker.authenticate = (client, username, password, done) => {
      const welcome = username === USER && password?.toString() === PASSWORD;
      house.log(`${client.id}: ${welcome ? 'let in' : 'wrong user name or password'}`);
      if (welcome) return done(null, true);
      done(Object.assign(new Error('bad user name or password'), { returnCode: 4 }), false);
    };
    broker.on('subscribe', (topics, client) => {
      house.log(`${client.id} wants ${topics.map(({ topic }) => topic).join(', ')}`);
    });
    broker.on('publish', (packet, client) => {
      if (client) house.log(`${client.id} says on ${packet.topic}: ${packet.payload.toString()}`);
    });
    broker.on('clientDisconnect', (client) => house.log(`${client.id} left`));
    house.onStop(() => new Promise<void>((resolve) => broker.close(() => resolve())));
    await house.listen('broker', (stream) => void broker.handle(stream));
  },
  exchanges: {
    publish: (guest) =>
      together(guest, ['phone', 'thermometer'], async (...[phone, thermometer]: Client[]) => {
        const [listener, speaker] = [phone, thermometer] as Pair;
        const { message = '' } = guest.input;
        await listener.client.subscribeAsync(TOPIC);
        guest.tell(`phone: subscribe ${TOPIC}`, 'noted');
        await speaker.client.publishAsync(TOPIC, message);
        guest.tell(`thermometer: publish ${message}`, `phone hears ${await listener.hear()}`);
      }),
    retained: async (guest) => {
      await together(guest, ['thermometer'], async (thermometer) => {
        await thermometer?.client.publishAsync('home/kitchen/state', 'on', {
          retain: true,
          qos: 1,
        });
        guest.tell(
          'thermometer: publish “on”, to be kept',
          'the broker has it; the thermometer leaves',
        );
      });
      await together(guest, ['phone'], async (phone) => {
        await phone?.client.subscribeAsync('home/kitchen/+');
        guest.tell('phone, later: subscribe home/kitchen/+', `hears ${await phone?.hear()}`);
      });
    },
    'last-message': (guest) =>
      together(guest, ['phone'], async (phone) => {
        await phone?.client.subscribeAsync('home/lamp');
        const lamp = await enter(guest, 'lamp', {
          will: { topic: 'home/lamp', payload: Buffer.from('gone'), qos: 0, retain: false },
        });
        guest.tell('lamp: connect, leaving a last message', 'let in');
        // Power fails: no goodbye is said.
        lamp.client.end(true);
        guest.tell('the lamp loses its power', `phone hears ${await phone?.hear()}`);
      }),
    'wrong-password': async (guest) => {
      const { client } = await enter(guest, 'stranger', { password: 'guess' });
      await client.endAsync();
    },
  },
  annotate: ({ turns }) => turns.map(({ bytes }) => annotateMqtt(bytes)),
};
