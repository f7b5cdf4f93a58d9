// Talking by hand: a kept connection, line by line, in both tiers.
import { expect, it } from 'vitest';
import { inEachTier } from './service/test-service';
import { eventually, openLearner } from './test-lab';

type Learner = Awaited<ReturnType<typeof openLearner>>;

/** What a probe's connections have received so far, one character a byte. */
async function heard(me: Learner): Promise<string> {
  const events = await me.events();
  return events
    .flatMap(({ event }) => {
      if (event.kind !== 'call' || event.program !== 'probe' || event.call !== 'recv') return [];
      return event.result?.ok ? (event.result.value as { data: string }).data : [];
    })
    .join('');
}
const here = (me: Learner) => me.view.state === 'open' && me.view.hosts[0]?.dial[0]?.addr;

inEachTier('talking by hand', (learner) => {
  it('a line is answered by a real service, and its socket has an owner', async () => {
    const me = await learner();
    const started = await me.start('redis');
    if (!started.ok) throw new Error(started.detail);
    const port = started.running.listening[0]?.local.port ?? 0;
    const { kept } = await me.probe('laptop', here(me) || '', port, { keep: true });
    await me.send(kept ?? '', 'PI');
    await me.send(kept ?? '', 'NG\r\n');
    expect(await eventually(async () => (await heard(me)) === '+PONG\r\n')).toBe(true);
    const { rows } = await me.sockets();
    const mine = rows.filter(({ local }) => local.port === port);
    expect(mine.map(({ state }) => state).sort()).toEqual(['ESTAB', 'LISTEN']);
    for (const { owners } of mine) expect(owners).toMatchObject([{ program: 'redis' }]);
  });

  it('every byte arrives as it was, 4096 of them are shown, and all are counted', async () => {
    const me = await learner();
    const addr = here(me) || '';
    await me.listen(addr, 28_610, { behaviour: 'echo' });
    const { kept } = await me.probe('laptop', addr, 28_610, { keep: true });
    const all = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join('');
    await me.send(kept ?? '', all);
    expect(await eventually(async () => (await heard(me)) === all)).toBe(true);
    await me.send(kept ?? '', 'x'.repeat(16_384));
    const counted = async () =>
      (await me.events()).reduce((sum, { event }) => {
        const mine = event.kind === 'call' && event.program === 'probe' && event.call === 'recv';
        const value = mine && event.result?.ok ? event.result.value : { n: 0, data: '' };
        const { n, data } = value as { n: number; data: string };
        expect(data.length).toBeLessThanOrEqual(4_096);
        return sum + n;
      }, 0);
    expect(await eventually(async () => (await counted()) === 256 + 16_384)).toBe(true);
  });

  it('after its end nothing more can be said, and answers still come', async () => {
    const me = await learner();
    const addr = here(me) || '';
    await me.listen(addr, 28_611, { behaviour: 'http' });
    const { kept } = await me.probe('laptop', addr, 28_611, { keep: true });
    await me.send(kept ?? '', 'GET / HTTP/1.1\r\n\r\n', { end: true });
    await expect(me.send(kept ?? '', 'more')).rejects.toMatchObject({ code: 'not-found' });
    expect(await eventually(async () => (await heard(me)).includes('200 OK'))).toBe(true);
    expect(await eventually(async () => (await me.sockets()).connections.length === 0)).toBe(true);
  });

  it('on a neighbour’s connection nothing can be said', async () => {
    const [me, neighbour] = [await learner(), await learner()];
    const addr = here(me) || '';
    await me.listen(addr, 28_612, { behaviour: 'silent' });
    const { kept } = await me.probe('laptop', addr, 28_612, { keep: true });
    await expect(neighbour.send(kept ?? '', 'x')).rejects.toMatchObject({ code: 'not-found' });
    await me.send(kept ?? '', 'x');
  });
});
