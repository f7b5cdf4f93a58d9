/** Words of a bench's other side: the same calls, asked of a real kernel. */

type Refusal = {
  /** What stands in the way, and why. */
  why: (about: string) => string;
  instead: string;
};

const backBefore =
  'Step the bench back to a moment before that, or reset it, and ask again. The bench itself goes on as it is.';
const onlyHere = 'The bench shows it; the lab has nothing to set beside it.';

/** By the word of simulation/scenario/twin-refusal.ts. */
const refusals = {
  nothing: {
    why: () =>
      'No program has used a socket on this bench yet, so there is nothing to ask a kernel.',
    instead: 'Take a step, or type a command that listens or calls. Then ask again.',
  },
  hosts: {
    why: (hosts: string) => `${hosts}: more than two machines take part. The lab gives you two.`,
    instead: 'Reset the bench and let two machines talk to each other.',
  },
  interfaces: {
    why: (host: string) =>
      `${host} does not have exactly one network card with one IPv4 address. The lab’s machines do.`,
    instead: onlyHere,
  },
  network: {
    why: (what: string) =>
      `${what} is on another network than its partner. The lab has one cable with one /24 on it.`,
    instead: onlyHere,
  },
  router: {
    why: (what: string) => `${what}: packets take a road through a router, and the lab has none.`,
    instead: 'Ask about two machines on the same network.',
  },
  nat: {
    why: (host: string) => `${host} translates addresses. The lab’s machines do not.`,
    instead: onlyHere,
  },
  container: {
    why: (host: string) => `${host} is a container. The lab gives you two plain machines.`,
    instead: onlyHere,
  },
  cable: {
    why: (host: string) =>
      `A cable of ${host} was pulled out or plugged in. The lab’s cable stays in.`,
    instead: backBefore,
  },
  address: {
    why: (host: string) => `${host} was given another address. The lab’s machines keep theirs.`,
    instead: backBefore,
  },
  power: {
    why: (host: string) => `${host} was switched off or on. The lab’s machines stay on.`,
    instead: backBefore,
  },
  sysctl: {
    why: (name: string) =>
      `The setting ${name} was changed on the way. The lab sets such things at the start only.`,
    instead: backBefore,
  },
  segment: {
    why: (lan: string) =>
      `The network “${lan}” loses or delays packets. The lab’s cable does neither.`,
    instead: backBefore,
  },
  machine: {
    why: (what: string) => `Something was done to a machine that the lab has no word for: ${what}.`,
    instead: backBefore,
  },
  rule: {
    why: (host: string) =>
      `A firewall rule of ${host} looks at more than the lab’s can: they know interface, protocol, ports and single addresses, and reject TCP by RST only.`,
    instead: backBefore,
  },
  ipv6: {
    why: (addr: string) =>
      `${addr} was used. The lab’s machines have no IPv6 address of their own but ::1.`,
    instead: 'Use the IPv4 address, or ::1.',
  },
  running: {
    why: (host: string) =>
      `On ${host} a connection was open before you began, and it cannot be made to have been.`,
    instead: onlyHere,
  },
  option: {
    why: (option: string) => `A program set ${option}, which the lab does not set.`,
    instead: backBefore,
  },
  call: {
    why: (call: string) =>
      `A program called ${call}(), which has no word in a scenario of the lab.`,
    instead: backBefore,
  },
  'drawn-port': {
    why: (port: string) =>
      `A program sent to port ${port}, which a kernel had drawn by chance. The real kernel draws another, and the call would go astray.`,
    instead: `${backBefore} Answers over TCP can be asked for: they need no number.`,
  },
  privilege: {
    why: (port: string) =>
      `A program without rights asked for port ${port} and got EACCES. The lab’s programs may all use low ports.`,
    instead: `${backBefore} A port above 1023 is the same for everybody.`,
  },
  raw: {
    why: (end: string) =>
      `A packet left ${end} without a socket, as scanners send them. The lab’s programs only have sockets.`,
    instead: 'Ask with nc -zv: it connects.',
  },
  data: {
    why: (bytes: string) => `${bytes} bytes were sent in one call. The lab takes 16384 at most.`,
    instead: backBefore,
  },
  steps: {
    why: (count: string) => `That makes ${count} steps. The lab plays 160 at most.`,
    instead: 'Step the bench back to an earlier moment, or reset it and do less.',
  },
  time: {
    why: (seconds: string) =>
      `All in all it would take about ${seconds} seconds. The lab plays 36 at most.`,
    instead: 'Step the bench back to a moment before the long wait, or reset it and wait less.',
  },
} as const satisfies Record<string, Refusal>;

export const benchTwinWords = {
  title: 'The same, asked of a real kernel',
  about: (steps: number, seconds: number) =>
    `On this bench, up to the moment that it shows, programs asked their kernels ${steps} things. Two machines of the lab are asked the same, in the same order, in about ${seconds} s. What a program only waits for (poll) is asked once it has come.`,
  refused: 'This bench cannot be asked of a real kernel as it stands.',
  refusals,
  moved: 'The bench has moved on since. Below is what it stood for when the kernel was asked.',
  ask: 'Ask about the bench as it stands now',
  alsoRefused: (why: string) => `As it stands now it cannot be asked: ${why}`,
} as const;
