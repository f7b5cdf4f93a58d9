import { type Belief, listener, packet } from './belief';

const front = '192.168.1.20:80';
const behind = '127.0.0.1:8000';
const app = listener('laptop', behind, 'python3');
const nginx = listener('laptop', '0.0.0.0:80', 'nginx');

/** A request for the page by way of Nginx, from the phone’s port and from Nginx’s own. */
const request = (phonePort: number, nginxPort: number) => {
  const phone = `192.168.1.50:${phonePort}`;
  const inner = `127.0.0.1:${nginxPort}`;
  return [
    packet('SYN', phone, front),
    packet('SYN-ACK', front, phone),
    packet('HEAD / HTTP/1.1', phone, front),
    packet('SYN', inner, behind),
    packet('SYN-ACK', behind, inner),
    packet('HEAD / HTTP/1.0', inner, behind),
    packet('HTTP/1.0 200 OK', behind, inner),
    packet('HTTP/1.1 200 OK', front, phone),
  ];
};

export const m24: Belief = {
  code: 'M24',
  think: 'I think 502 Bad Gateway means that Nginx is broken or off. I would restart Nginx.',
  tempting: 'The error page says nginx at the bottom, so Nginx looks like the culprit.',
  hosts: ['laptop'],
  steps: [
    {
      say: 'Nginx is well, so the page comes.',
      packets: request(50470, 60464),
      rows: [app, nginx],
      result: 'HTTP 200',
    },
    {
      say: 'Nginx is off. From now on visitors see 502.',
      packets: [],
      rows: [app],
      result: 'gone',
    },
    {
      say: 'Nginx is off, and that is what 502 means. So the phone reads 502 Bad Gateway.',
      packets: [
        packet('SYN', '192.168.1.50:50068', front),
        packet('SYN-ACK', front, '192.168.1.50:50068'),
        packet('HEAD / HTTP/1.1', '192.168.1.50:50068', front),
        packet('HTTP/1.1 502 Bad Gateway', front, '192.168.1.50:50068'),
      ],
      rows: [app],
      result: 'HTTP 502',
    },
    {
      say: 'Nginx is back, so all is well.',
      packets: [],
      rows: [app, nginx],
      result: 'listens',
    },
    {
      say: 'The app ends. Nginx is neither broken nor off, so there is no reason for a 502.',
      packets: [],
      rows: [nginx],
      result: 'gone',
    },
    {
      say: 'Nginx is well, so no 502. The page comes, from a program that has ended.',
      packets: request(44788, 46566),
      rows: [nginx],
      result: 'HTTP 200',
    },
  ],
  crack: {
    against: 'itself',
    say: 'Twice an answer has come from nobody. In step 3 a 502 was written on port 80 while no program held port 80. Here a page came from port 8000, and its row is gone. A program that is off writes no answers.',
  },
  question: {
    step: 6,
    text: 'Nginx runs, and the app behind it has ended. What does the phone get?',
    guesses: [
      {
        text: 'The page: Nginx is well.',
        sign: 'HTTP 200',
        code: 'M24',
        reply:
          'That would need a page of Nginx’s own. It has none: it passes the request on, and behind it nobody listens.',
      },
      {
        text: 'Connection refused: the app is off.',
        sign: 'refused',
        code: 'M25',
        reply:
          'That would need the phone’s own connection to reach the app. It ends at Nginx, which is on. The refusal happens on Nginx’s second connection.',
      },
      {
        text: '502, written by Nginx.',
        sign: 'HTTP 502',
        reply: 'Nginx is on, takes the request, is refused by port 8000, and says so: Bad Gateway.',
      },
    ],
  },
  parting:
    'Nginx is off. By the belief the phone reads 502. In the true world nobody is there to write it: no row for port 80, so the kernel answers RST.',
  truth:
    'A 502 proves that Nginx is on: it wrote the answer. It means that the program behind Nginx refused, or answered nonsense. Look behind it, at the upstream that its log names.',
  notice:
    'Nginx says itself whom it called and what came of it: connect() failed, 111, and the address of the upstream.',
};
