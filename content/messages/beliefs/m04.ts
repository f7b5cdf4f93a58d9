import { type Belief, connection, listener, packet } from './belief';

const server = '192.168.1.20:80';
const client = '192.168.1.50:80';
const listening = listener('laptop', '0.0.0.0:80', 'python3');
const atLaptop = connection('laptop', server, client, 'python3');
const atPhone = connection('phone', client, server, 'nc');

export const m04: Belief = {
  code: 'M04',
  think: 'I think the web runs on port 80, so my browser uses port 80 as well.',
  tempting: 'Only one port is ever written down, the server’s. The other one is picked in silence.',
  hosts: ['laptop', 'phone'],
  steps: [
    {
      say: 'The server listens on port 80. So far nobody disagrees.',
      packets: [],
      rows: [listening],
      result: 'listens',
    },
    {
      say: 'The phone calls from its own port 80, since this is the web. From 80 to 80.',
      packets: [packet('SYN', client, server), packet('SYN-ACK', server, client)],
      rows: [listening, atLaptop, atPhone],
      result: 'open',
    },
    {
      say: 'The second tab calls from port 80, too. The SYN-ACK comes back to 192.168.1.50:80, and two rows claim it.',
      packets: [packet('SYN', client, server), packet('SYN-ACK', server, client)],
      rows: [listening, atLaptop, atLaptop, atPhone, atPhone],
      result: 'waits',
    },
  ],
  crack: {
    against: 'itself',
    say: 'Both connections have the same four values: 192.168.1.50, 80, 192.168.1.20, 80. A kernel tells connections apart by these four and nothing else. The second tab has nowhere to go.',
  },
  question: {
    step: 3,
    text: 'The first tab stays connected. What becomes of the second tab’s call?',
    guesses: [
      {
        text: 'It connects, like the first.',
        sign: 'open',
        reply: 'It calls from another port than the first tab, so the two cannot be mistaken.',
      },
      {
        text: 'It waits until the first tab has finished.',
        sign: 'waits',
        code: 'M05',
        reply:
          'That would need a server that takes one client at a time. The kernel has room for one row more: the client’s port differs.',
      },
      {
        text: 'It is refused: the phone’s port 80 is taken.',
        sign: 'refused',
        code: 'M04',
        reply:
          'That would need a phone that calls from port 80. Look at the SYN: its kernel picked a number above 32767.',
      },
    ],
  },
  parting:
    'Look at the first number of the SYN. The belief calls from port 80. The true phone calls from a port that its kernel has picked for this one connection.',
  truth:
    'Every TCP connection has two ports. The server’s is known beforehand; the client’s is picked by its own kernel, a new one for each connection to the same place.',
  notice:
    'The number on the right is the server’s. The one on the left was picked by the kernel, and is another one each time you run the line.',
};
