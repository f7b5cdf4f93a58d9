import { type Belief, listener, packet } from './belief';

const visitor = '192.168.1.50:50470';
const everywhere = '0.0.0.0:8000';
const atLaptop = listener('laptop', everywhere, 'python3');

export const m09: Belief = {
  code: 'M09',
  think: 'I think 0.0.0.0 is an address on the internet, where everybody can visit my server.',
  tempting: 'Servers print it as a link: http://0.0.0.0:8000/. It looks like any other address.',
  hosts: ['laptop', 'phone'],
  steps: [
    {
      say: 'The server moves to 0.0.0.0, where the whole world can find it.',
      packets: [],
      rows: [atLaptop],
      result: 'listens',
    },
    {
      say: 'The phone visits 0.0.0.0 and finds the laptop’s server there.',
      packets: [
        packet('SYN', visitor, everywhere),
        packet('SYN-ACK', everywhere, visitor),
        packet('GET / HTTP/1.1', visitor, everywhere),
        packet('HTTP/1.0 200 OK', everywhere, visitor),
      ],
      rows: [atLaptop],
      result: 'HTTP 200',
      prints: '<h1>Page of the laptop</h1>',
    },
    {
      say: '0.0.0.0 port 8000 is taken by the laptop. The phone cannot have it, and neither can any other machine in the world.',
      packets: [],
      rows: [atLaptop],
      result: 'in use',
    },
  ],
  crack: {
    against: 'itself',
    say: 'If 0.0.0.0 were a place, one machine in the whole world could listen on its port 8000. Yet the phone starts its server without a complaint, and so does everybody else who follows the same tutorial.',
  },
  question: {
    step: 2,
    text: 'The laptop’s server listens on 0.0.0.0. The phone visits http://0.0.0.0:8000/. What happens?',
    guesses: [
      {
        text: 'It gets the laptop’s page.',
        sign: 'HTTP 200',
        code: 'M09',
        reply:
          'That would need 0.0.0.0 to lead to the laptop. The phone’s packet never leaves the phone: to call 0.0.0.0 on Linux is to call oneself.',
      },
      {
        text: 'It is refused.',
        sign: 'refused',
        reply:
          'On Linux a call to 0.0.0.0 goes to the caller itself, by 127.0.0.1. Nobody listens on the phone.',
      },
      {
        text: 'No answer ever comes.',
        sign: 'timeout',
        code: 'M14',
        reply:
          'Silence would need somebody far away who does not answer. This call does not leave the phone, and its own kernel answers at once.',
      },
    ],
  },
  parting:
    'Look at where the SYN goes. By the belief it crosses the network to the laptop. The true one goes from 127.0.0.1 to 127.0.0.1: the phone has called itself.',
  truth:
    'In bind(), 0.0.0.0 stands for every IPv4 address of this machine. It is no place to visit: others dial one of the machine’s own addresses, such as 192.168.1.20.',
  notice:
    'You dialled 0.0.0.0, and curl says which address it was connected to: your own loopback. That holds on Linux; other systems may refuse the call.',
};
