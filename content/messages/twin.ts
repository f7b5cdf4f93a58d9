/** Words of twin mode: one scenario on paper and for real. */
export const twinWords = {
  title: 'One scenario, twice',
  eyebrow: 'on paper and on a real kernel',
  needsScripts:
    'With scripts on, and the lab of this site open, it is played on both, step by step.',
  choose: 'Scenario',
  side: 'What answers',
  simulated: 'Simulated',
  real: 'Real',
  paperBadge: 'SIM',
  realBadge: 'LIVE',
  paperSide: 'On paper',
  realSide: 'Real kernel',
  notYet: 'Choose Real, and this server’s kernel is asked the same.',
  noRealSide: (why: string) => `Only the paper side can be shown here. ${why}`,
  loopback:
    'The real side needs two machines of your own, with every address and port. This server’s lab has own loopback addresses only.',
  restarting: 'The lab of this site is being started again.',
  onTheBench: (seen: string) =>
    `On the bench it was ${seen === 'ok' ? 'a success' : seen}. Here the calls lie further apart in time.`,
  playing: 'Two machines are made, and their kernel is asked step by step. It takes some seconds.',
  played: (steps: number, kernel: string, seconds: string) =>
    `Linux ${kernel} has played all ${steps} steps in ${seconds} s.`,
  again: 'Play it for real again',
  calculating: 'The simulation works it out…',
  shortened:
    'On both sides a lost SYN is repeated after 1 s and 2 s and given up after 7 s; an ordinary Linux waits about two minutes.',
  summary: {
    same: 'Step for step the same.',
    expected: (count: number) =>
      count === 1
        ? 'The same, but for one difference that is to be expected.'
        : `The same, but for ${count} differences that are to be expected.`,
    unexpected: (count: number) =>
      count === 1
        ? 'One step differs in a way that it should not. It is marked.'
        : `${count} steps differ in a way that they should not. They are marked.`,
  },
  steps: 'Steps',
  stepControls: 'Step through both sides',
  back: 'Step back',
  next: 'Step',
  last: 'To the end',
  first: 'To the start',
  place: (at: number, of: number) => `Step ${at} of ${of}`,
  program: (program: string, host: string) => `${program} on the ${host}`,
  sockets: (host: string) => `Sockets of the ${host}`,
  noSockets: 'none',
  columns: { state: 'State', recv: 'Recv-Q', send: 'Send-Q', local: 'Local', peer: 'Peer' },
  columnTips: {
    recv: 'LISTEN: connections that wait for accept(). Otherwise bytes not yet read.',
    send: 'LISTEN: the backlog. Otherwise bytes not yet acknowledged.',
  },
  alone: 'only here',
  marks: { same: 'same', expected: 'differs, as expected', unexpected: 'differs' },
  blocked: 'blocks',
  bytes: (n: number | string) => (n === 'part' ? 'a part of the bytes' : `${n} bytes`),
  took: (seconds: number) => `after ${seconds} s`,
  sleeps: (ms: number) => `${ms} ms pass`,
  waits: (what: string) => `wait for “${what}”`,
  cutShort: (why: string) => `The real side ends here. ${why}`,
  explain: {
    'ephemeral-port': (paper: string, real: string) =>
      `The simulation picked port ${paper} for the caller, the real kernel picked ${real}. Any free one of the ephemeral range would do, and the kernel draws it by chance.`,
    elapsed: (paper: string, real: string) =>
      `${paper} on paper, ${real} for real: a real machine has other work as well.`,
    buffer: (paper: string, real: string) =>
      `${paper} on paper, ${real} for real: how much fits at once hangs on the buffers, which the real kernel lets grow.`,
    'udp-memory': (paper: string, real: string) =>
      `Recv-Q is ${paper} on paper and ${real} for real: for UDP Linux counts the memory that a datagram takes, not its bytes.`,
  },
  differs: {
    result: (paper: string, real: string) =>
      `The simulation says ${paper}, the real kernel ${real}. They should agree here.`,
    value: (paper: string, real: string) =>
      `The simulation gives ${paper}, the real kernel ${real}. They should agree here.`,
    sockets: (paper: string, real: string) =>
      `The socket tables differ. Only on paper: ${paper}. Only for real: ${real}.`,
  },
} as const;
