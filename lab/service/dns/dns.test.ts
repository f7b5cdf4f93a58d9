// The resolver inside Node asks; datagrams and a stream answer.
import { expect, it } from 'vitest';
import { inEachTier } from '../test-service';

inEachTier('dns', (learner) => {
  it('a name has an address, and every field its meaning', async () => {
    const me = await learner();
    const started = await me.start('dns');
    expect(started.ok && started.running.listening.map(({ proto }) => proto)).toEqual([
      'udp',
      'tcp',
    ]);
    const { story, error, conversations } = await me.exchange('dns', 'address');
    expect(error).toBeNull();
    expect(story).toEqual([{ did: 'A shop.example', got: '203.0.113.10' }]);
    expect(conversations).toHaveLength(1);
    const [question, answer] = conversations[0]?.turns ?? [];
    expect(question?.fields.map(({ name }) => name).slice(0, 6)).toEqual([
      'id',
      'flags',
      'counts',
      'name',
      'type',
      'class',
    ]);
    expect(question?.fields[3]?.meaning).toBe('asked about: shop.example');
    expect(answer?.fields.find(({ name }) => name === 'flags')?.meaning).toContain('NOERROR');
    expect(answer?.fields.find(({ name }) => name === 'data')?.meaning).toBe('203.0.113.10');
    const end = answer?.fields.at(-1);
    expect((end?.at ?? 0) + (end?.length ?? 0)).toBe(answer?.total);
  });

  it.each([
    ['ipv6-address', '2001:db8::10'],
    ['alias', '203.0.113.10'],
    ['mail', '10 mail.shop.example'],
  ])('%s', async (exchange, got) => {
    const me = await learner();
    await me.start('dns');
    expect((await me.exchange('dns', exchange)).story[0]?.got).toBe(got);
  });

  it('three kinds of no: no such name, not my business, silence', async () => {
    const me = await learner();
    await me.start('dns');
    const codes = [];
    for (const exchange of ['no-such-name', 'another-zone', 'silence']) {
      const { error, conversations } = await me.exchange('dns', exchange);
      codes.push(error?.code);
      if (exchange === 'silence') {
        // Asked again, since a datagram may have been lost; and nobody ever answered.
        expect(conversations.length).toBeGreaterThan(1);
        expect(conversations.flatMap(({ turns }) => turns.map(({ from }) => from))).not.toContain(
          'server',
        );
      }
    }
    expect(codes).toEqual(['ENOTFOUND', 'EREFUSED', 'ETIMEOUT']);
  });

  it('an answer too long for a datagram comes over TCP', async () => {
    const me = await learner();
    await me.start('dns');
    const { story, conversations } = await me.exchange('dns', 'too-long');
    expect(story[0]?.got).toBe('1000 characters of text');
    expect(conversations.map(({ proto }) => proto)).toEqual(['udp', 'tcp']);
    expect(conversations[0]?.turns[1]?.fields[1]?.meaning).toContain('cut off: ask again over TCP');
    expect(conversations[1]?.turns[0]?.fields[0]?.name).toBe('length');
  });

  it('nobody there: a refusal comes for a datagram, too', async () => {
    const me = await learner();
    const { error } = await me.exchange('dns', 'address');
    expect(error?.code).toMatch(/ECONNREFUSED|ETIMEOUT/);
  });
});
