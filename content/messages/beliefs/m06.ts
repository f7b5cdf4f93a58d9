import { type Belief, connection, listener, packet } from './belief';

const dialled = '192.168.1.20:9000';
const moved = '192.168.1.20:5001';
const client = '192.168.1.50:50470';
const listening = listener('laptop', '0.0.0.0:9000', 'nc');
const rows = [
  listening,
  connection('laptop', moved, client, 'nc'),
  connection('phone', client, dialled, 'nc'),
];

export const m06: Belief = {
  code: 'M06',
  think: 'I think port 9000 is the reception. After accepting, the server moves to another port.',
  tempting:
    'accept() does return a new socket, so it sounds as if that one needed a new number. And the listener has to stay free.',
  hosts: ['laptop', 'phone'],
  steps: [
    {
      say: 'nc listens on port 9000, the reception.',
      packets: [],
      rows: [listening],
      result: 'listens',
    },
    {
      say: 'The phone is greeted at 9000. Then the laptop’s end moves to a port that is free, say 5001.',
      packets: [packet('SYN', client, dialled), packet('SYN-ACK', dialled, client)],
      rows,
      result: 'open',
    },
    {
      say: 'The laptop speaks from its new port. The phone has a row for port 9000 as its peer and none for 5001, so its kernel says RST.',
      packets: [packet('welcome', moved, client), packet('RST', client, moved)],
      rows,
      result: 'reset',
    },
  ],
  crack: {
    against: 'itself',
    say: 'Nobody told the phone that the number has changed. No field of a TCP header could: the two ports are part of the connection’s name. The first word after the move belongs to no connection that the phone knows.',
  },
  question: {
    step: 3,
    text: 'The laptop says “welcome” on the new connection. What becomes of it?',
    guesses: [
      {
        text: 'It comes from another port, and the phone’s kernel does not know it.',
        sign: 'reset',
        code: 'M06',
        reply:
          'That would need a laptop that has moved. The packet comes from port 9000, the very number that the phone dialled.',
      },
      {
        text: 'It waits: the listener is busy with new callers.',
        sign: 'waits',
        code: 'M07',
        reply:
          'The listener has no part in it. What is said goes through the connection’s own row, and the listener’s row is untouched.',
      },
      {
        text: 'It arrives, from port 9000.',
        sign: 'delivered',
        reply:
          'The new socket has the same local port as the listener. Four values name it, not one.',
      },
    ],
  },
  parting:
    'Look at the laptop’s new row. The belief gives it port 5001. In the true table its local port is 9000, the same number as the listener’s.',
  truth:
    'accept() returns a new socket, and its local port is the listener’s. No new number is needed, since the client’s end makes the four values unique.',
  notice:
    'Read the local column: both rows say 9000. One is the listener, the other one is the talk.',
};
