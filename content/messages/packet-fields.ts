/** What each field of a packet is for, in a sentence; the keys are those of simulation/packet/dissect.ts. */

type FieldWords = { name: string; tells: string };

const sum = (of: string) =>
  `A sum over ${of}. Each kernel that reads it sums up again and throws the packet away where the two differ.`;

export const packetFieldWords = {
  'ethernet.dst': {
    name: 'To hardware address',
    tells: 'Which network card on this segment is meant. It changes at every router.',
  },
  'ethernet.src': {
    name: 'From hardware address',
    tells: 'Which network card put the frame on this segment.',
  },
  'ethernet.type': { name: 'Type', tells: 'What is in the envelope: IPv4, IPv6, or ARP.' },
  'ip4.start': {
    name: 'Version and header length',
    tells:
      'Which edition of IP this is, and where its header ends. The length counts in steps of four bytes.',
  },
  'ip4.service': {
    name: 'Service',
    tells: 'A wish for priority, and a sign of crowded ways. Most networks leave it at zero.',
  },
  'ip4.total': {
    name: 'Total length',
    tells: 'Bytes from the start of this header to the end of the data.',
  },
  'ip4.id': {
    name: 'Identification',
    tells: 'A number that pieces of one packet share, so that they can be put together again.',
  },
  'ip4.fragment': {
    name: 'Fragments',
    tells: 'Whether routers may cut the packet into pieces, and which piece this is.',
  },
  'ip4.ttl': {
    name: 'TTL',
    tells:
      'How many routers may still pass it on. Each takes one away; at zero the packet is thrown away, and its sender told.',
  },
  'ip4.protocol': {
    name: 'Protocol',
    tells: 'Who reads what comes next: 6 is TCP, 17 is UDP, 1 is ICMP.',
  },
  'ip4.sum': {
    name: 'Header checksum',
    tells: `${sum('the IP header alone')} Each router writes it anew, because the TTL has changed.`,
  },
  'ip4.src': { name: 'From address', tells: 'The machine that sent it. An answer goes there.' },
  'ip4.dst': {
    name: 'To address',
    tells: 'The machine it is for. Every router on the way looks at this field.',
  },
  'ip4.options': { name: 'Options of IP', tells: 'Extra wishes to routers; hardly ever used.' },
  'ip6.start': {
    name: 'Version and flow',
    tells: 'Which edition of IP this is, and a mark by which routers keep one flow together.',
  },
  'ip6.length': { name: 'Payload length', tells: 'Bytes that follow this header.' },
  'ip6.next': {
    name: 'Next header',
    tells: 'Who reads what comes next: 6 is TCP, 17 is UDP, 58 is ICMP.',
  },
  'ip6.hops': {
    name: 'Hop limit',
    tells: 'How many routers may still pass it on; the TTL of IPv6. It has no header checksum.',
  },
  'ip6.src': { name: 'From address', tells: 'The machine that sent it. An answer goes there.' },
  'ip6.dst': {
    name: 'To address',
    tells: 'The machine it is for. Every router on the way looks at this field.',
  },
  'tcp.sport': {
    name: 'From port',
    tells: 'One half of the sender’s entry in its socket table. An answer goes to this port.',
  },
  'tcp.dport': {
    name: 'To port',
    tells:
      'The number that the kernel over there looks up in its socket table. No row, no program.',
  },
  'tcp.seq': {
    name: 'Sequence number',
    tells:
      'Where the first byte of data stands in the sender’s stream. A SYN says where the count begins.',
  },
  'tcp.ack': {
    name: 'Acknowledgment number',
    tells: 'The byte that the sender expects next: all before it has come.',
  },
  'tcp.offset': {
    name: 'Header length',
    tells: 'Where TCP’s header ends and the data begin. It counts in steps of four bytes.',
  },
  'tcp.flags': { name: 'Flags', tells: 'What kind of segment this is, a bit for each.' },
  'tcp.window': {
    name: 'Window',
    tells: 'How many more bytes the sender of this has room for.',
  },
  'tcp.sum': {
    name: 'TCP checksum',
    tells: sum('addresses, TCP header and data'),
  },
  'tcp.urgent': { name: 'Urgent pointer', tells: 'A relic; it means nothing without its flag.' },
  'tcp.mss': {
    name: 'Largest segment',
    tells: 'An option of a SYN: “send me no more than so many bytes of data in one segment”.',
  },
  'tcp.option': { name: 'Option of TCP', tells: 'An agreement that the two ends may make.' },
  'udp.sport': { name: 'From port', tells: 'The port that an answer goes to.' },
  'udp.dport': {
    name: 'To port',
    tells:
      'The number that the kernel over there looks up in its socket table. No row, no program.',
  },
  'udp.length': { name: 'Length', tells: 'Bytes of UDP’s header and its data together.' },
  'udp.sum': { name: 'UDP checksum', tells: sum('addresses, UDP header and data') },
  'icmp.type': { name: 'Type', tells: 'What kernel tells kernel. ICMP has no ports.' },
  'icmp.code': { name: 'Code', tells: 'The kind of it: of “unreachable”, 1 is host, 3 is port.' },
  'icmp.sum': { name: 'ICMP checksum', tells: sum('the ICMP message') },
  'icmp.rest': {
    name: 'Rest of the header',
    tells: 'Of a ping: its identifier and number, which come back in the answer. Else zero.',
  },
  'icmp6.type': { name: 'Type', tells: 'What kernel tells kernel. ICMP has no ports.' },
  'icmp6.code': { name: 'Code', tells: 'The kind of it: of “unreachable”, 3 is host, 4 is port.' },
  'icmp6.sum': { name: 'ICMP checksum', tells: sum('addresses and the ICMP message') },
  'icmp6.rest': {
    name: 'Rest of the header',
    tells: 'Of a ping: its identifier and number, which come back in the answer. Else zero.',
  },
  'data.line': {
    name: 'A line of data',
    tells: 'What the program wrote. The kernels on the way do not read it.',
  },
  'data.bytes': {
    name: 'Data',
    tells: 'What the program wrote. The kernels on the way do not read it.',
  },
} as const satisfies Record<string, FieldWords>;

export const flagTells: Readonly<Record<string, string>> = {
  SYN: 'SYN: let us begin, my bytes are counted from here.',
  ACK: 'ACK: the acknowledgment number counts.',
  FIN: 'FIN: I have nothing more to say.',
  RST: 'RST: no such connection, stop.',
  PSH: 'PSH: hand it to the program now.',
};

export const layerWords = {
  ethernet: 'Ethernet II: to the next machine on this segment',
  ip4: 'IPv4: to which machine',
  ip6: 'IPv6: to which machine',
  tcp: 'TCP: to which socket',
  udp: 'UDP: to which socket',
  icmp: 'ICMP: a note from a kernel',
  icmp6: 'ICMPv6: a note from a kernel',
  data: 'Data: what the programs say',
} as const;

export const envelopeWords = {
  quoted: (layer: string) => `Inside the note, the packet it is about. ${layer}`,
  quotedField: 'It belongs to the packet that this note is about.',
  sumRight: 'Summed up again here: it fits.',
  sumWrong: (due: string) => `Summed up again here: it does not fit. It had to be ${due}.`,
  right: 'fits',
  wrong: 'does not fit',
  byte: (at: number, hex: string, field: string) => `Byte ${at}, ${hex}: ${field}`,
  list: (title: string, bytes: number) =>
    `Fields of ${title}, ${bytes} bytes. Up and down walk through the fields, left and right through the bytes.`,
} as const;
