import { type Belief, connection, listener, packet } from './belief';

const server = '192.168.1.20:8000';
const first = '192.168.1.50:50470';
const second = '192.168.1.50:60464';
const third = '192.168.1.50:50068';
const taken = connection('laptop', server, first, 'python3');

export const m05: Belief = {
  code: 'M05',
  think: 'I think a port serves one client at a time. While somebody is on it, it is busy.',
  tempting: 'A telephone line works like that, and “port already in use” sounds like it.',
  hosts: ['laptop'],
  steps: [
    {
      say: 'The server listens on port 8000, free for the first who comes.',
      packets: [],
      rows: [listener('laptop', '0.0.0.0:8000', 'python3')],
      result: 'listens',
    },
    {
      say: 'The first tab gets the port. It is taken now: nobody listens there any more.',
      packets: [packet('SYN', first, server), packet('SYN-ACK', server, first)],
      rows: [taken],
      result: 'open',
    },
    {
      say: 'The port is busy. The second tab has to wait until the first one leaves.',
      packets: [packet('SYN', second, server)],
      rows: [taken],
      result: 'waits',
    },
    {
      say: 'The third caller waits as well, and gives up after three seconds.',
      packets: [packet('SYN', third, server)],
      rows: [taken],
      result: 'timeout',
    },
  ],
  crack: {
    against: 'fact',
    say: 'The first tab says nothing at all, and everybody else is shut out by it. A page with a thousand readers would need a thousand ports, and yet all thousand of them dial the same number.',
  },
  question: {
    step: 3,
    text: 'The first tab stays connected. What becomes of the second tab’s call?',
    guesses: [
      {
        text: 'It waits until the first tab leaves.',
        sign: 'waits',
        code: 'M05',
        reply:
          'That would need a listener that goes away while it serves. Its row has not moved: LISTEN is still there, and a second connection stands beside the first.',
      },
      {
        text: 'It is refused: the port is in use.',
        sign: 'refused',
        code: 'M16',
        reply:
          '“In use” is said to a program that wants to bind the address a second time. A caller does not bind it, and is welcome.',
      },
      {
        text: 'It connects, too.',
        sign: 'open',
        reply: 'The listener has not gone anywhere. Each caller gets a row of its own beside it.',
      },
    ],
  },
  parting:
    'The belief turns the listener into the connection. In the true table the LISTEN row stays as it was, and the connection is a new row beside it.',
  truth:
    'A listener is not used up by a connection. The kernel adds a row for each client, all with the same local port, and tells them apart by the client’s address and port.',
  notice:
    'One row says LISTEN. All others are connections, and their local port is the listener’s. What differs is the peer.',
};
