import { describe, expect, it } from 'vitest';
import type { LabSocketRow } from '@/contract/lab';
import type { Conversation, ExchangeResult, ServiceRow } from '@/contract/lab-service';
import type { ServiceOutcome } from '@/store/live-services';
import { layersOf, portHere, serviceCard } from './service-view';

const talk = (id: number, more: Partial<Conversation> = {}): Conversation => ({
  id,
  proto: 'tcp',
  purpose: '',
  client: { addr: '127.0.0.1', port: 40_000 },
  server: { addr: '127.0.0.1', port: 443 },
  layer: 'on the wire',
  turns: [],
  ended: null,
  ...more,
});
const row: ServiceRow = {
  id: 'redis',
  ports: [{ purpose: 'commands', proto: 'tcp', port: 6379 }],
  library: '',
  client: '',
  program: null,
  exchanges: [],
};
const exchange = (result: Partial<ExchangeResult>): ServiceOutcome => ({
  kind: 'exchange',
  at: 1,
  listening: true,
  asked: { service: 'redis', exchange: 'ping', from: 'laptop', input: {} },
  result: {
    conversations: [],
    story: [],
    log: [],
    error: null,
    ms: 3,
    ...result,
  } as ExchangeResult,
});

describe('how a deed ended, in words', () => {
  it('answered: how many connections and bytes, those inside TLS not counted twice', () => {
    const turn = { at: 0, from: 'client' as const, bytes: 'ab', total: 1_200, fields: [] };
    const conversations = [
      talk(1, { turns: [turn] }),
      talk(2, { layer: 'inside TLS', turns: [turn] }),
    ];
    const card = serviceCard(exchange({ conversations }), row, []);
    expect(card).toMatchObject({ tone: 'good', word: 'answered', ms: 3 });
    expect(card.sentence).toBe('1 connection, 1,200 bytes in both directions.');
  });

  it('a refusal of the system is explained, and the library keeps its own words', () => {
    const error = { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:6379' };
    const card = serviceCard(exchange({ error }), row, []);
    expect(card).toMatchObject({ tone: 'bad', word: 'refused', own: error.message });
    expect(card.sentence).toContain('Nobody listens');
    expect(card.next).toContain('ss -tlnp');
  });

  it('an error of the service is the service’s, whatever its code is', () => {
    const wrong = serviceCard(exchange({ error: { code: '28P01', message: 'no' } }), row, []);
    expect(wrong).toMatchObject({ word: 'an error came back', code: '28P01', next: null });
    const late = serviceCard(exchange({ error: { code: 'LAB_TIMEOUT', message: 'x' } }), row, []);
    expect(late).toMatchObject({ tone: 'wait', word: 'no answer', code: null });
  });

  it('a taken port names its holder from the kernel’s table', () => {
    const holder = {
      host: 'laptop',
      state: 'LISTEN',
      local: { addr: '0.0.0.0', port: 6379 },
      owners: [{ pid: 2, fd: 5, program: 'server' }],
    } as LabSocketRow;
    const taken: ServiceOutcome = {
      kind: 'not-started',
      at: 1,
      reach: 'everywhere',
      errno: 'EADDRINUSE',
      detail: 'listen EADDRINUSE',
    };
    const card = serviceCard(taken, row, [holder, { ...holder, host: 'phone' }]);
    expect(card.sentence).toContain('It is held by 0.0.0.0:6379 server.');
    expect(serviceCard({ ...taken, errno: 'EACCES' }, row, [holder]).sentence).not.toContain(
      'held',
    );
  });
});

describe('conversations', () => {
  it('have what was said inside TLS beside the connection that carried it', () => {
    const one = talk(1);
    const inside = talk(2, { layer: 'inside TLS' });
    const other = talk(3, { client: { addr: '127.0.0.1', port: 40_001 } });
    expect(layersOf([one, inside, other])).toEqual([
      { wire: one, inside },
      { wire: other, inside: null },
    ]);
  });

  it('are shown even when the record has dropped the connection around them', () => {
    const inside = talk(9, { layer: 'inside TLS' });
    expect(layersOf([inside])).toEqual([{ wire: inside, inside: null }]);
  });
});

it('a low port stands higher where low ports may not be bound', () => {
  expect([portHere(80, 1), portHere(80, 1024), portHere(6379, 1024), portHere(0, 1024)]).toEqual([
    80, 8080, 6379, 0,
  ]);
});
