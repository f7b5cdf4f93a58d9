/**
 * Which literal addresses an operation may name. Names are never resolved anywhere in the lab:
 * a resolver turns 2130706433, 0x7f.1 and full-width digits into 127.0.0.1.
 */
import { isIP } from 'node:net';
import type { LabHost, LabTier } from '@/contract/lab';
import type { LabHostName } from '@/contract/lab-host';

export const LAPTOP = '192.168.1.20';
export const PHONE = '192.168.1.50';
/** On the sandbox's own cable, and nobody has it. */
export const NOBODY = '192.168.1.99';
/** Reserved for documentation (RFC 5737): never a real machine, and no route leads there. */
const FAR_AWAY = '203.0.113.10';

export type Sandboxed = { tier: LabTier; own: string[] | null };
export type AddressVerdict = { ok: true } | { ok: false; detail: string };

const documentation = /^(192\.0\.2|198\.51\.100|203\.0\.113)\./;
const everyday = new Set(['0.0.0.0', '::', '::1', LAPTOP, PHONE, NOBODY]);

/**
 * May a learner bind or dial `addr`? In the netns tier the missing route is the wall and this
 * is the second one; in the loopback tier this is the first, and the agent repeats it.
 */
export function judgeAddress({ tier, own }: Sandboxed, addr: string): AddressVerdict {
  if (isIP(addr) === 0) {
    return {
      ok: false,
      detail: `"${addr}" is not a literal IP address such as 127.0.0.1. The lab never looks names up.`,
    };
  }
  if (tier === 'loopback') {
    return own?.includes(addr)
      ? { ok: true }
      : { ok: false, detail: `Here only your own addresses can be used: ${own?.join(' and ')}.` };
  }
  if (addr.startsWith('127.') || everyday.has(addr) || documentation.test(addr))
    return { ok: true };
  return {
    ok: false,
    detail: `${addr} is not part of the sandbox. Use 127.0.0.1, ${LAPTOP}, ${PHONE}, 0.0.0.0, ::1 or ::.`,
  };
}

const v4 = (addr: string, meaning: string) => ({ addr, family: 4 as const, meaning });
const v6 = (addr: string, meaning: string) => ({ addr, family: 6 as const, meaning });

/** What the panel offers to choose from, host by host. */
export function describeHosts({ tier, own }: Sandboxed): LabHost[] {
  if (tier === 'loopback') {
    const mine = (own ?? []).map((addr, i) =>
      v4(addr, `your ${i === 0 ? 'first' : 'second'} address on the server`),
    );
    return [{ name: 'laptop', bind: mine, dial: mine }];
  }
  const machine = (name: LabHostName, self: string, other: string): LabHost => ({
    name,
    bind: [
      v4('127.0.0.1', `only the ${name} itself`),
      v4('0.0.0.0', `every IPv4 address of the ${name}`),
      v4(self, `the ${name}'s own address`),
      v6('::1', `only the ${name} itself, IPv6`),
      v6('::', 'every address, IPv6 and IPv4'),
    ],
    dial: [
      v4('127.0.0.1', `the ${name} itself`),
      v4(self, `the ${name}'s own address`),
      v4(other, `the ${name === 'laptop' ? 'phone' : 'laptop'}`),
      v4('127.0.0.2', 'loopback too, another address'),
      v6('::1', `the ${name} itself, IPv6`),
      v4(NOBODY, 'same cable, nobody there'),
      v4(FAR_AWAY, 'outside: no road leads there'),
    ],
  });
  return [machine('laptop', LAPTOP, PHONE), machine('phone', PHONE, LAPTOP)];
}
