// The real client and the real database, over real sockets, in both tiers. Each learner of a lab has
// it in turn, since there is one.
import { describe, expect, it } from 'vitest';
import {
  eventually,
  isDatabase,
  openLearner,
  processesUnder,
  startTestLab,
  whyNoDatabase,
} from '../../test-lab';
import { inEachTier } from '../test-service';

const why = whyNoDatabase();
/** A database takes its time on a busy machine. */
const SLOW = 60_000;

const databases = () => processesUnder(process.pid).filter(isDatabase);

describe.skipIf(why)(`postgres${why ? ` (skipped: ${why})` : ''}`, () => {
  inEachTier('postgres', (learner) => {
    it(
      'answers every exchange, keeps what was stored until it is stopped, and leaves nothing',
      async () => {
        const me = await learner();
        const started = await me.start('postgres');
        expect(started).toMatchObject({ ok: true, running: { service: 'postgres' } });
        expect(databases()).toHaveLength(1);

        const asked = await me.exchange('postgres', 'query');
        expect(asked.error).toBeNull();
        expect(asked.client).toMatch(/^pg \d/);
        expect(asked.story[0]?.got).toMatch(/^PostgreSQL 18/);
        expect(asked.story[1]?.got).toBe('2 | black | 5');
        const [talk] = asked.conversations;
        const bytes = talk?.turns.map((turn) => turn.bytes).join('') ?? '';
        expect(bytes).toContain('SCRAM-SHA-256');
        expect(bytes).not.toContain('tea4two');
        const names = talk?.turns.flatMap(({ fields }) => fields.map(({ name }) => name)) ?? [];
        for (const name of ['SCRAM proof', 'SCRAM signature', 'SQL', 'column', 'transaction']) {
          expect(names).toContain(name);
        }
        expect(names).not.toContain('unknown');
        for (const turn of talk?.turns ?? []) {
          const explained = turn.fields.reduce((sum, { length }) => sum + length, 0);
          expect(explained).toBe(turn.bytes.length);
        }

        const tea = "green'); DROP TABLE orders; --";
        const stored = await me.exchange('postgres', 'insert', { tea });
        expect(stored).toMatchObject({ error: null });
        expect(stored.story.map(({ got }) => got)).toEqual([`3 | ${tea}`, '3']);
        const bind = stored.conversations[0]?.turns.flatMap(({ fields }) => fields);
        expect(
          bind?.find(({ name, meaning }) => name === 'value 1' && meaning.includes('DROP')),
        ).toBeDefined();

        for (const [exchange, code, message] of [
          ['wrong-password', '28P01', 'password authentication failed for user "shop"'],
          ['no-such-database', '3D000', 'database "cafe" does not exist'],
          ['no-such-table', '42P01', 'relation "coffee" does not exist'],
        ] as const) {
          expect((await me.exchange('postgres', exchange)).error).toEqual({ code, message });
        }

        const [here] = me.view.hosts[0]?.dial ?? [];
        const port = started.ok ? (started.running.listening[0]?.local.port ?? 0) : 0;
        const http = await me.probe('laptop', here?.addr ?? '', port, { say: 'http' });
        expect(http.outcome).toBe('open');

        expect(await me.stop('postgres')).toBe(true);
        expect(await eventually(() => databases().length === 0)).toBe(true);
        expect((await me.exchange('postgres', 'query')).error).toMatchObject({
          code: 'ECONNREFUSED',
        });
      },
      SLOW,
    );

    it(
      'one learner has it at a time, and the next finds nothing of what the first wrote',
      async () => {
        const first = await learner();
        const second = await learner();
        expect(await first.start('postgres')).toMatchObject({ ok: true });
        await first.exchange('postgres', 'insert', { tea: 'mine' });
        await expect(second.start('postgres')).rejects.toMatchObject({
          code: 'limit',
          message: 'Another learner is using PostgreSQL. Try again in a minute.',
        });
        await first.end();
        expect(await eventually(() => databases().length === 0)).toBe(true);
        expect(await second.start('postgres')).toMatchObject({ ok: true });
        const { story } = await second.exchange('postgres', 'insert', { tea: 'yours' });
        expect(story.map(({ got }) => got)).toEqual(['3 | yours', '3']);
        await second.stop('postgres');
      },
      SLOW,
    );

    it(
      'dies with labd',
      async () => {
        const me = await learner();
        expect(await me.start('postgres')).toMatchObject({ ok: true });
        const [database] = databases();
        process.kill(database?.parent ?? -1, 'SIGKILL');
        expect(await eventually(() => databases().length === 0)).toBe(true);
      },
      SLOW,
    );
  });

  it('none where the host wants none', async () => {
    const lab = startTestLab('loopback', { databases: 0 });
    const me = await openLearner(lab);
    await expect(me.start('postgres')).rejects.toThrow('LAB_POSTGRES=0');
    lab.stop();
  });
});
