// aedes and the mqtt package, and the packets between them.
import { describe, expect, it } from 'vitest';
import { inEachTier } from '../test-service';
import { annotateMqtt } from './annotate-mqtt';

describe('packets', () => {
  it('a publication: kind, length, topic, message', () => {
    const bytes = Buffer.from([0x31, 7, 0, 3, 0x61, 0x2f, 0x62, 0x32, 0x31]);
    expect(annotateMqtt(bytes)).toEqual([
      {
        at: 0,
        length: 1,
        name: 'PUBLISH',
        meaning: expect.stringContaining('kept for those who come later'),
      },
      { at: 1, length: 1, name: 'length', meaning: '7 bytes follow' },
      { at: 2, length: 5, name: 'topic', meaning: 'what it is about: a/b' },
      { at: 7, length: 2, name: 'message', meaning: '“21”' },
    ]);
  });
});

inEachTier('mqtt', (learner) => {
  it('what the thermometer says, the phone hears: two connections to the broker, none between them', async () => {
    const me = await learner();
    await me.start('mqtt');
    const { story, error, conversations } = await me.exchange('mqtt', 'publish', { message: '31' });
    expect(error).toBeNull();
    expect(story.at(-1)?.got).toBe('phone hears home/kitchen/temperature: 31');
    expect(conversations).toHaveLength(2);
    expect(new Set(conversations.map(({ server }) => server.port)).size).toBe(1);
    const names = conversations.flatMap(({ turns }) =>
      turns.flatMap(({ fields }) => fields.map(({ name }) => name)),
    );
    expect(names).toEqual(
      expect.arrayContaining([
        'CONNECT',
        'CONNACK',
        'SUBSCRIBE',
        'SUBACK',
        'PUBLISH',
        'DISCONNECT',
      ]),
    );
  });

  it('a kept message waits for those who come later', async () => {
    const me = await learner();
    await me.start('mqtt');
    expect((await me.exchange('mqtt', 'retained')).story.at(-1)?.got).toBe(
      'hears home/kitchen/state: on (kept by the broker)',
    );
  });

  it('who vanishes without goodbye leaves a last message', async () => {
    const me = await learner();
    await me.start('mqtt');
    expect((await me.exchange('mqtt', 'last-message')).story.at(-1)?.got).toBe(
      'phone hears home/lamp: gone',
    );
  });

  it('a wrong password is refused by the broker, not by the port', async () => {
    const me = await learner();
    await me.start('mqtt');
    const { error, conversations } = await me.exchange('mqtt', 'wrong-password');
    expect(error).toMatchObject({
      code: '4',
      message: expect.stringContaining('Bad username or password'),
    });
    expect(conversations[0]?.turns[1]?.fields.at(-1)?.meaning).toBe(
      'no: wrong user name or password',
    );
  });

  it('without a broker the system refuses', async () => {
    const me = await learner();
    expect(await me.exchange('mqtt', 'publish')).toMatchObject({ error: { code: 'ECONNREFUSED' } });
  });
});
