/**
 * Cases of the collision lab: who binds what, and what somebody believes who guesses wrong. What
 * comes of a case is not written here: the simulation finds it out.
 */

export const options = ['SO_REUSEADDR', 'SO_REUSEPORT', 'IPV6_V6ONLY'] as const;
export type Option = (typeof options)[number];

export type SocketPlan = {
  host: 'laptop' | 'desktop';
  proto: 'tcp' | 'udp';
  addr: string;
  port: number;
  options: readonly Option[];
};

/** How it goes on between the two programs. */
export const orders = ['in-turn', 'binds-first', 'server-closed', 'client-closed'] as const;
export type Order = (typeof orders)[number];

export type Plan = {
  first: SocketPlan;
  second: SocketPlan;
  /**
   * `in-turn`: the first listens before the second begins. `binds-first`: both bind, then both
   * listen. The others: the first has served one visitor and has ended, and the one who closed
   * that connection first is named.
   */
  order: Order;
};

export const guesses = ['both', 'bind', 'listen'] as const;
export type Guess = (typeof guesses)[number];

/** What a wrong guess tells of; `code` is one of content/misconceptions.yaml. */
export const beliefs = {
  locked: {
    code: 'M16',
    says: 'one bind locks the number on the whole machine, for every address and protocol',
  },
  network: { code: 'M16', says: 'a port number can be taken once in a whole network' },
  wildcard: { code: 'M09', says: '0.0.0.0 is one more address, beside the others' },
  oneStep: { code: 'M08', says: 'bind() and listen() are one step' },
  hung: { code: 'M17', says: 'TIME-WAIT is a program that hangs, or a fault' },
  freed: {
    code: 'M17',
    says: 'once its program has ended, nothing of an address is left, unless there is a fault',
  },
  sorted: { code: 'M03', says: 'a port belongs to nobody, so any number of programs can listen' },
  families: { code: null, says: 'IPv4 and IPv6 never meet in the table' },
  reuse: { code: null, says: 'SO_REUSEADDR lets two programs listen on one port' },
  oneAsks: { code: null, says: 'it is enough if one of the two wants to share' },
} as const;
type BeliefName = keyof typeof beliefs;

export type Case = {
  id: string;
  title: string;
  story: string;
  plan: Plan;
  /** The belief behind each guess that is wrong. */
  wrong: Partial<Record<Guess, BeliefName>>;
  /** Why it comes out as it does: said after the experiment. */
  why: string;
};

const on = (addr: string, ...wanted: Option[]): SocketPlan => ({
  host: 'laptop',
  proto: 'tcp',
  addr,
  port: 8000,
  options: wanted,
});
const plan = (first: SocketPlan, second: SocketPlan, order: Order = 'in-turn'): Plan => ({
  first,
  second,
  order,
});

const any = '0.0.0.0';
const loopback = '127.0.0.1';
const lan = '192.168.1.20';

export const cases: readonly Case[] = [
  {
    id: 'same-key',
    title: 'The same place twice',
    story: 'One program listens on 127.0.0.1:8000. A second one asks for exactly the same.',
    plan: plan(on(loopback), on(loopback)),
    wrong: { both: 'sorted', listen: 'oneStep' },
    why: 'bind() is the call that enters a socket in the table. Protocol, address and port are the same as in a row that is there, so the kernel refuses at once. listen() is never reached.',
  },
  {
    id: 'specific-then-wildcard',
    title: 'One address first, then all',
    story: 'The first listens on 127.0.0.1 only. The second wants port 8000 on every address.',
    plan: plan(on(loopback), on(any)),
    wrong: { both: 'wildcard', listen: 'oneStep' },
    why: '0.0.0.0 means every IPv4 address of this machine, and 127.0.0.1 is one of them. The two overlap in that one address, and one is enough.',
  },
  {
    id: 'wildcard-then-specific',
    title: 'All addresses first, then one',
    story: 'Now the other way round: the first listens on 0.0.0.0, the second asks for 127.0.0.1.',
    plan: plan(on(any), on(loopback)),
    wrong: { both: 'wildcard', listen: 'oneStep' },
    why: 'The order changes nothing. Whoever holds 0.0.0.0:8000 holds that port on 127.0.0.1 as well.',
  },
  {
    id: 'two-addresses',
    title: 'Two addresses of one laptop',
    story: 'The first listens on 127.0.0.1:8000, the second asks for 192.168.1.20:8000.',
    plan: plan(on(loopback), on(lan)),
    wrong: { bind: 'locked', listen: 'locked' },
    why: 'The address is part of the key. These two have none in common, so each gets a row, and callers of one never reach the other.',
  },
  {
    id: 'tcp-and-udp',
    title: 'TCP beside UDP',
    story: 'The first listens on TCP 0.0.0.0:8000. The second wants UDP 0.0.0.0:8000.',
    plan: plan(on(any), { ...on(any), proto: 'udp' }),
    wrong: { bind: 'locked', listen: 'locked' },
    why: 'The protocol is part of the key, so TCP 8000 and UDP 8000 are two places. UDP has no listen(): bind() is all that it needs. DNS has TCP 53 and UDP 53 side by side like this.',
  },
  {
    id: 'dual-stack',
    title: '0.0.0.0 beside ::',
    story: 'The first listens on 0.0.0.0. The second asks for ::, the wildcard of IPv6.',
    plan: plan(on(any), on('::')),
    wrong: { both: 'families', listen: 'oneStep' },
    why: 'On Linux a socket on :: takes IPv4 callers too, unless it says otherwise. So it wants all that the first one has, and more.',
  },
  {
    id: 'v6only',
    title: '0.0.0.0 beside ::, IPv6 only',
    story: 'The same once more. This time the second sets IPV6_V6ONLY before it binds.',
    plan: plan(on(any), on('::', 'IPV6_V6ONLY')),
    wrong: { bind: 'locked', listen: 'locked' },
    why: 'Now :: leaves IPv4 alone, and the two have no address in common. Nginx listens like this: one socket for each family.',
  },
  {
    id: 'reuseaddr',
    title: 'Both say SO_REUSEADDR',
    story: 'Both programs set SO_REUSEADDR. The first listens already when the second binds.',
    plan: plan(on(any, 'SO_REUSEADDR'), on(any, 'SO_REUSEADDR')),
    wrong: { both: 'reuse', listen: 'oneStep' },
    why: 'On Linux SO_REUSEADDR looks past rows that do not listen. A LISTEN row stays in the way, whoever set the option.',
  },
  {
    id: 'reuseaddr-binds-first',
    title: 'SO_REUSEADDR, and nobody listens yet',
    story:
      'Both set SO_REUSEADDR and bind. Only then does the first call listen(), then the second.',
    plan: plan(on(any, 'SO_REUSEADDR'), on(any, 'SO_REUSEADDR'), 'binds-first'),
    wrong: { both: 'reuse', bind: 'oneStep' },
    why: 'While neither listens, the option lets both have the address. listen() looks into the table once more, and by then a LISTEN row stands in the way. So EADDRINUSE can come from listen(), too.',
  },
  {
    id: 'reuseport',
    title: 'Both say SO_REUSEPORT',
    story: 'Two programs of one user set SO_REUSEPORT, and both want 0.0.0.0:8000.',
    plan: plan(on(any, 'SO_REUSEPORT'), on(any, 'SO_REUSEPORT')),
    wrong: { bind: 'locked', listen: 'locked' },
    why: 'Both asked to share, and both belong to the same user, so there are two LISTEN rows. The kernel deals out the callers between them. Send ten, and count.',
  },
  {
    id: 'reuseport-once',
    title: 'Only the second says SO_REUSEPORT',
    story: 'The first listens on 0.0.0.0:8000 without options. The second sets SO_REUSEPORT.',
    plan: plan(on(any), on(any, 'SO_REUSEPORT')),
    wrong: { both: 'oneAsks', listen: 'oneStep' },
    why: 'Sharing takes two. The first never said that it would share its callers, so the kernel keeps them for it.',
  },
  {
    id: 'restart',
    title: 'A restart after a visit',
    story: 'A phone was served, the server hung up first, and the program ended. It starts again.',
    plan: plan(on(any), on(any), 'server-closed'),
    wrong: { both: 'freed', listen: 'oneStep' },
    why: 'No program holds the address any more, but one row is left: the old connection in TIME-WAIT, kept for a minute by the side that closed first. It has no owner, so there is nothing to kill.',
  },
  {
    id: 'restart-reuseaddr',
    title: 'The same restart, with SO_REUSEADDR',
    story: 'Again the server hung up first. This time the program sets SO_REUSEADDR, both times.',
    plan: plan(on(any, 'SO_REUSEADDR'), on(any, 'SO_REUSEADDR'), 'server-closed'),
    wrong: { bind: 'hung', listen: 'hung' },
    why: 'The row in TIME-WAIT is still there, and bind() may look past it. This is what the option is for; Django, Nginx and most other servers set it.',
  },
  {
    id: 'restart-client-closed',
    title: 'A restart when the phone hung up first',
    story: 'No options. This time the phone closed the connection, and then the program ended.',
    plan: plan(on(any), on(any), 'client-closed'),
    wrong: { bind: 'hung', listen: 'hung' },
    why: 'The side that closes first keeps the row in TIME-WAIT. Here that is the phone, in a table of its own; on the laptop nothing is left.',
  },
  {
    id: 'two-machines',
    title: 'Two machines',
    story:
      'A program on the laptop holds 0.0.0.0:8000. One on the desktop beside it wants the same.',
    plan: plan(on(any), { ...on(any), host: 'desktop' }),
    wrong: { bind: 'network', listen: 'network' },
    why: 'Each kernel has a table of its own and looks into no other. 0.0.0.0 means “every address of this machine”.',
  },
];
