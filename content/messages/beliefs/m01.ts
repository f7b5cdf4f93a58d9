import { type Belief, type MomentRow, packet } from './belief';

/** The belief's own table: a door for every number, whether or not a program is there. */
const door = (state: string, program = ''): MomentRow => ({
  host: 'laptop',
  state,
  local: 'door 8000',
  peer: '*',
  program,
});

export const m01: Belief = {
  code: 'M01',
  think: 'I think a port is a door in the machine. All 65,535 are there before any program runs.',
  tempting: 'People say “the port is open” and “close that port”, as one says it of a door.',
  hosts: ['laptop'],
  steps: [
    {
      say: 'Door 8000 is there, shut. The phone knocks. A shut door says nothing, so the phone waits until its three seconds are over.',
      packets: [packet('SYN', '192.168.1.50:50470', '192.168.1.20:8000')],
      rows: [door('SHUT')],
      result: 'timeout',
    },
    {
      say: 'The program opens door 8000 and stands behind it.',
      packets: [],
      rows: [door('OPEN', 'python3')],
      result: 'listens',
    },
    {
      say: 'The door is open now, so whoever knocks comes in.',
      packets: [
        packet('SYN', '192.168.1.50:47658', '192.168.1.20:8000'),
        packet('SYN-ACK', '192.168.1.20:8000', '192.168.1.50:47658'),
      ],
      rows: [door('OPEN', 'python3')],
      result: 'open',
    },
    {
      say: 'The laptop has one door 8000, and somebody stands behind it. The second program cannot have it.',
      packets: [],
      rows: [door('OPEN', 'python3')],
      result: 'in use',
    },
  ],
  crack: {
    against: 'fact',
    say: 'The second program starts without a complaint, on the same number. Two programs on one laptop now answer at 8000, each on its own address. One door cannot have two owners.',
  },
  question: {
    step: 1,
    text: 'Nothing runs on the laptop, and the phone tries port 8000. What does the phone see?',
    guesses: [
      {
        text: 'Nothing, until its patience ends.',
        sign: 'timeout',
        code: 'M01',
        reply:
          'That would need something that is there and stays silent, such as a shut door. No door is there: the kernel looks in its table, finds no row, and says so with RST.',
      },
      {
        text: 'It is refused at once.',
        sign: 'refused',
        reply: 'The kernel finds no row for port 8000 in its table, and answers RST.',
      },
      {
        text: 'It gets in, and nobody answers.',
        sign: 'open',
        code: 'M01',
        reply:
          'That would need a socket that listens. Without one there is no handshake, so there is nothing to get into.',
      },
    ],
  },
  parting:
    'The belief draws a shut door and hears silence. The true table has no row at all, and the laptop’s kernel answers at once: RST.',
  truth:
    'A port is a number in a packet. The kernel looks it up in a table, together with the protocol and the address. A row exists while a program holds it, and no longer.',
  notice:
    'Two rows, one number, two addresses, two programs. Stop one of them and its row is gone; no shut door is left behind.',
};
