// What is true of each row of the catalogue, whichever it is.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { services } from '@/content/messages/services';
import { serviceIds } from '@/contract/lab-service';
import { eventually, whyNoDatabase } from '../test-lab';
import { catalogue } from './catalogue';
import { loadService } from './service-table';
import { inEachTier } from './test-service';

const rows = serviceIds.flatMap((id) => {
  const row = catalogue[id];
  return row ? [[id, row] as const] : [];
});

describe.each(rows)('%s', (id, row) => {
  it('has the same exchanges in the catalogue, in its code and in the words for learners', async () => {
    const { exchanges } = await loadService(id);
    const listed = row.exchanges.map((exchange) => exchange.id).sort();
    expect(Object.keys(exchanges).sort()).toEqual(listed);
    expect(Object.keys(services[id]?.exchanges ?? {}).sort()).toEqual(listed);
  });

  it('explains any bytes without failing, and only bytes that are there', async () => {
    const { annotate } = await loadService(id);
    const turn = fc.record({
      from: fc.constantFrom('client' as const, 'server' as const),
      bytes: fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc
          .string({ unit: 'binary-ascii', maxLength: 300 })
          .map((text) => Buffer.from(text, 'latin1')),
      ),
    });
    const talked = fc.record({
      proto: fc.constantFrom('tcp' as const, 'udp' as const),
      purpose: fc.constantFrom(...row.ports.map(({ purpose }) => purpose), 'another'),
      layer: fc.constantFrom('on the wire' as const, 'inside TLS' as const),
      turns: fc.array(turn, { maxLength: 6 }),
    });
    fc.assert(
      fc.property(talked, (conversation) => {
        const told = annotate(conversation);
        expect(told).toHaveLength(conversation.turns.length);
        for (const [index, fields] of told.entries()) {
          const size = conversation.turns[index]?.bytes.length ?? 0;
          for (const { at, length } of fields) {
            expect(at).toBeGreaterThanOrEqual(0);
            expect(length).toBeGreaterThan(0);
            expect(at + length).toBeLessThanOrEqual(size);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

const noDatabase = whyNoDatabase();

inEachTier('each service', (learner) => {
  for (const [id, row] of rows) {
    const why = id === 'postgres' ? noDatabase : null;
    const name = `${id} listens where it says, survives nonsense, and leaves nothing behind`;
    it.skipIf(why)(why ? `${name} (skipped: ${why})` : name, async () => {
      const me = await learner();
      const started = await me.start(id);
      if (!started.ok) throw new Error(started.detail);
      const listeners = async () => {
        const { rows: sockets } = await me.sockets();
        return sockets.filter(({ state }) => state === 'LISTEN').map(({ local }) => local.port);
      };
      const tcp = started.running.listening.filter(({ proto }) => proto === 'tcp');
      for (const { local } of tcp) {
        expect(await listeners()).toContain(local.port);
        const [here] = me.view.hosts[0]?.dial ?? [];
        for (const say of ['line', 'http'] as const) {
          const heard = await me.probe('laptop', here?.addr ?? '', local.port, { say });
          expect(['open', 'reset']).toContain(heard.outcome);
        }
      }
      const [first] = row.exchanges;
      if (first) expect(await me.exchange(id, first.id)).toMatchObject({ error: null });
      expect(await me.stop(id)).toBe(true);
      expect(await eventually(async () => (await listeners()).length === 0)).toBe(true);
    });
  }
});
