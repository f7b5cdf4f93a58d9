/** Words of the envelope widget: what a router writes anew, and what becomes of a damaged packet. */

type Part = 'macs' | 'ttl' | 'src' | 'dst' | 'sport' | 'dport' | 'sums' | 'data';
type Fate = 'silent' | 'told' | 'reset' | 'on';
type Way = 'bit' | 'port' | 'ttl';

export const partWords: Readonly<Record<Part, { name: string; why: string; belief: string }>> = {
  macs: {
    name: 'the hardware addresses',
    why: 'A frame goes from card to card on one segment. Behind the router begins another segment, so the packet gets another frame.',
    belief: 'a hardware address finds the machine across the internet',
  },
  ttl: {
    name: 'the TTL',
    why: 'Each router takes one away, so that a packet that goes round in circles ends some day.',
    belief: 'the TTL is a time, and it runs by itself',
  },
  src: {
    name: 'the address it is from',
    why: 'On the way out this router puts its own public address in the place of the laptop’s, which nobody outside could answer (NAT).',
    belief: 'the server sees the address of the laptop itself',
  },
  dst: {
    name: 'the address it is for',
    why: 'On the way in the router’s table of translations says which machine at home is meant. On the way out this address stays: it is what every router steers by.',
    belief: 'a packet is addressed to the next router',
  },
  sport: {
    name: 'the port it is from',
    why: 'Translation keeps the port where it can. It takes another one when that one stands for another conversation already.',
    belief: 'translation always changes ports',
  },
  dport: {
    name: 'the port it is for',
    why: 'It names a row in the table of the machine at the end. No router on the way needs it to find the way.',
    belief: 'each machine on the way has a port of its own for the packet',
  },
  sums: {
    name: 'the checksums',
    why: 'They are sums over what has now been changed, so they are made again.',
    belief: 'a checksum is made once and stays',
  },
  data: {
    name: 'the data',
    why: 'A router reads envelopes. What the programs say to each other goes through it untouched.',
    belief: 'a router takes the message out and sends one of its own, as a proxy does (M25)',
  },
};

export const fateWords: Readonly<Record<Fate, string>> = {
  silent: 'It is thrown away, and nobody is told.',
  told: 'It is thrown away, and its sender is told by ICMP.',
  reset: 'A kernel answers it with RST.',
  on: 'It goes on as if nothing had happened.',
};

/** What one believes who expected another fate than the true one. */
const fateBeliefs: Readonly<Record<Fate, string>> = {
  silent: 'what cannot be delivered is always lost in silence (M14)',
  told: 'whoever throws a packet away says so to its sender',
  reset: 'RST means “something is wrong with your packet”',
  on: 'nobody on the way looks closely',
};

type Why = 'sum' | 'note' | 'reset' | 'other';

const silentTruths: Readonly<Record<Why, (by: string) => string>> = {
  sum: (by) =>
    `${by}’s kernel summed up again, and the sums differed. Nothing in such a packet can be trusted, its return address neither. So it tells nobody. Only its sender’s clock will notice.`,
  note: (by) =>
    `${by}’s kernel had to end it. But it is a note about an error itself, and about notes no notes are sent: two kernels could write to each other for ever.`,
  reset: (by) =>
    `${by}’s kernel has no row for it. To anything else it would answer RST, but a RST is never answered.`,
  other: (by) => `It ended at ${by}, and nothing was sent about that.`,
};

const fateTruths: Readonly<Record<Exclude<Fate, 'silent'>, (by: string) => string>> = {
  told: (by) =>
    `${by}’s kernel could read the packet well and had to end it. To say so there is ICMP, with the head of the packet inside.`,
  reset: (by) =>
    `The sums fit, so ${by}’s kernel took the packet for what it says. For this port it has no row in its table that fits, and that is what RST says.`,
  on: () =>
    'Its sums fit, so each kernel took it for what it says. Nothing in it tells that it was otherwise once.',
};

export const envelopeWidgetWords = {
  label: 'Envelope view',
  opening: 'Sending the packets …',
  failed: 'The packets could not be sent. Reload the page to try again.',
  packet: 'Packet',
  session: 'The packets of this session',
  option: (number: number, what: string, proto: string, from: string) =>
    `${number}. ${what} (${proto}), from ${from}`,
  previous: 'Packet before',
  next: 'Next packet',
  where: 'Where it is looked at',
  leg: (host: string, lan: string, first: boolean) =>
    first ? `as ${host} sent it, on “${lan}”` : `behind ${host}, on “${lan}”`,
  bytesOf: (what: string) => `Bytes and fields of ${what}`,
  changed: 'changed on its way',

  router: {
    legend: 'The router passes this packet on. What will it write anew?',
    compare: 'Compare both sides',
    sayFirst: 'Tick what you expect first. Nothing is counted.',
    none: 'This packet passes no router.',
    verdict: (right: number, of: number) => `You were right about ${right} of ${of} parts.`,
    yes: 'written anew',
    no: 'left as it was',
    saidYes: 'you said: written anew',
    saidNo: 'you said: left alone',
    belief: (belief: string) => `The belief behind it: ${belief}.`,
    table: 'Every field that differs',
    columns: { field: 'Field', before: 'Before the router', after: 'Behind it' },
    again: 'Guess again',
    layers: {
      ...{ ethernet: 'Ethernet', ip4: 'IPv4', ip6: 'IPv6', tcp: 'TCP', udp: 'UDP' },
      ...{ icmp: 'ICMP', icmp6: 'ICMPv6', data: 'Data' },
    },
  },

  tamper: {
    title: 'Break it',
    what: 'Somebody between the two changes the packet. What is changed?',
    ways: {
      bit: 'One bit is turned over; the checksums stay as they are',
      port: 'It is sent to another port, with right checksums',
      ttl: 'It may make one hop only, with a right checksum',
    } satisfies Record<Way, string>,
    bitIn: 'The last bit of',
    port: 'Port',
    expect: 'What will become of it?',
    send: 'Send it changed',
    sayFirst: 'Say first what you expect.',
    right: 'As you said.',
    said: (fate: Fate) => `You said: ${fateWords[fate]}`,
    belief: (said: Fate) => `The belief behind it: ${fateBeliefs[said]}.`,
    truth: (fate: Fate, by: string | null, why: Why | null) =>
      (fate === 'silent' ? silentTruths[why ?? 'other'] : fateTruths[fate])(by ?? 'the other end'),
    again: (ms: string) =>
      `${ms} after it had gone, its sender sent the same again: no confirmation had come.`,
    notAgain:
      'It was not sent again. Either nothing was missed, or the protocol leaves that to the program.',
    next: 'Now turn over a bit of the IP header and then one of the data, and see which machine drops each.',
    replay: 'What happened, packet by packet',
    only4: 'Packets of IPv4 can be broken here.',
  },
} as const;
