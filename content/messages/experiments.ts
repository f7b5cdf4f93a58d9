/**
 * Experiments of the live panel: what to do on real sockets, step by step. Addresses are named by
 * their part, since each tier of the lab has its own; a step says what to look for, not what comes.
 */

/** `own`: the laptop's own address. `first` and `second` exist in the loopback tier only. */
export type AddressPart = 'loopback' | 'every' | 'own' | 'first' | 'second';

export type ExperimentStep = {
  /** On the button. `{listen}` and `{to}` are filled with real addresses. */
  text: string;
  /** Before it is pressed: what to watch. */
  look: string;
} & (
  | {
      do: 'listen';
      addr: AddressPart;
      port: number;
      backlog?: number;
      behaviour: 'http' | 'never-accept' | 'bind-only';
      /** Close whatever listens on this port first. */
      instead?: boolean;
    }
  | {
      do: 'probe';
      from: 'laptop' | 'phone';
      to: AddressPart;
      port: number;
      say?: 'http' | 'nothing';
      keep?: boolean;
      /** How many times in a row. */
      times?: number;
    }
);

export type Experiment = {
  title: string;
  /** One sentence of purpose. */
  intro: string;
  steps: ExperimentStep[];
  /** The same idea where there is no second machine. */
  loopbackIntro: string;
  loopbackSteps: ExperimentStep[];
};

const neverAccept = (addr: AddressPart): ExperimentStep[] => [
  {
    do: 'listen',
    addr,
    port: 9000,
    backlog: 5,
    behaviour: 'never-accept',
    instead: true,
    text: 'Listen on {listen} with backlog 5, and never accept',
    look: 'The row in the table: LISTEN, with Send-Q 5.',
  },
  {
    do: 'probe',
    from: 'laptop',
    to: addr,
    port: 9000,
    keep: true,
    text: 'Connect to it, and stay connected',
    look: 'How it ends, although the program sleeps; then Recv-Q of the LISTEN row.',
  },
  {
    do: 'probe',
    from: 'laptop',
    to: addr,
    port: 9000,
    keep: true,
    times: 5,
    text: 'Connect five times more',
    look: 'Recv-Q grows. How far above 5 can it get?',
  },
  {
    do: 'probe',
    from: 'laptop',
    to: addr,
    port: 9000,
    text: 'Connect once more',
    look: 'Time. The kernel has no room left for this one.',
  },
];

export const experiments = {
  'which-address': {
    title: 'Loopback, or every address',
    intro: 'Open a listener on one address, and call it from both machines.',
    steps: [
      {
        do: 'listen',
        addr: 'loopback',
        port: 8000,
        behaviour: 'http',
        instead: true,
        text: 'Listen on {listen}',
        look: 'The address in the LISTEN row.',
      },
      {
        do: 'probe',
        from: 'laptop',
        to: 'loopback',
        port: 8000,
        say: 'http',
        text: 'Call {to} from the laptop',
        look: 'The two ends of the connection.',
      },
      {
        do: 'probe',
        from: 'phone',
        to: 'own',
        port: 8000,
        say: 'http',
        text: 'Call {to} from the phone',
        look: 'How fast the answer comes.',
      },
      {
        do: 'listen',
        addr: 'every',
        port: 8000,
        behaviour: 'http',
        instead: true,
        text: 'Listen on {listen} instead',
        look: 'The address in the LISTEN row again.',
      },
      {
        do: 'probe',
        from: 'phone',
        to: 'own',
        port: 8000,
        say: 'http',
        text: 'Call {to} from the phone again',
        look: 'Same question, other answer: only the bind address has changed.',
      },
    ],
    loopbackIntro:
      'There is no second machine here, but a machine has more than one address, and so have you.',
    loopbackSteps: [
      {
        do: 'listen',
        addr: 'first',
        port: 8000,
        behaviour: 'http',
        instead: true,
        text: 'Listen on {listen}',
        look: 'The address in the LISTEN row.',
      },
      {
        do: 'probe',
        from: 'laptop',
        to: 'first',
        port: 8000,
        say: 'http',
        text: 'Call {to}',
        look: 'The two ends of the connection.',
      },
      {
        do: 'probe',
        from: 'laptop',
        to: 'second',
        port: 8000,
        say: 'http',
        text: 'Call {to}',
        look: 'Same machine, same port, another address.',
      },
      {
        do: 'listen',
        addr: 'second',
        port: 8000,
        behaviour: 'http',
        text: 'Listen on {listen} as well',
        look: 'Two servers on one number, side by side.',
      },
      {
        do: 'probe',
        from: 'laptop',
        to: 'second',
        port: 8000,
        say: 'http',
        text: 'Call {to} again',
        look: 'Which of the two answers?',
      },
    ],
  },
  'never-accept': {
    title: 'Connected before accept',
    intro: 'A server that listens and then sleeps for ever. Its kernel does not.',
    steps: neverAccept('loopback'),
    loopbackIntro: 'A server that listens and then sleeps for ever. Its kernel does not.',
    loopbackSteps: neverAccept('first'),
  },
} satisfies Record<string, Experiment>;

export type ExperimentId = keyof typeof experiments;
