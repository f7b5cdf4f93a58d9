// dnsmasq and BIND from Debian's packages, with the zone of the lab's own name server.
import { expect, it } from 'vitest';
import { explained, withProgram } from './test-program';

for (const id of ['dnsmasq', 'bind']) {
  withProgram(id, (running, gone, name) => {
    it('every kind of answer, over UDP and over TCP', async () => {
      const me = await running();
      for (const [exchange, answer] of [
        ['address', '203.0.113.10'],
        ['ipv6-address', '2001:db8::10'],
        ['alias', '203.0.113.10'],
        ['mail', '10 mail.shop.example'],
      ]) {
        const { story, conversations } = await me.exchange('dns', exchange ?? '', {}, 'phone');
        expect(story[0]?.got).toBe(answer);
        expect(conversations).toMatchObject([{ proto: 'udp', server: { port: 53 } }]);
        explained(conversations[0]);
      }
      expect((await me.exchange('dns', 'no-such-name')).error?.code).toBe('ENOTFOUND');
      expect((await me.exchange('dns', 'another-zone')).error?.code).toBe('EREFUSED');
      const long = await me.exchange('dns', 'too-long');
      expect(long.story[0]?.got).toBe('1000 characters of text');
      expect(long.conversations.map(({ proto }) => proto)).toEqual(['udp', 'tcp']);
      expect(long.log.join()).toContain('long.shop.example');
      if (id === 'bind') {
        await expect(me.exchange('dns', 'silence')).rejects.toThrow(
          `${name} has no part in this exchange.`,
        );
      } else {
        const silent = await me.exchange('dns', 'silence');
        expect(silent.error?.code).toBe('ETIMEOUT');
        expect(silent.conversations.length).toBeGreaterThan(1);
        for (const { turns } of silent.conversations) expect(turns).toHaveLength(1);
      }
      await gone(me);
    });
  });
}
