import { type Belief, listener, packet } from './belief';

const four = '127.0.0.1:8000';
const six = '[::1]:8000';
const atFour = listener('laptop', four, 'python3');
const atSix = listener('laptop', six, 'python3');

export const m11: Belief = {
  code: 'M11',
  think: 'I think localhost is another way to write 127.0.0.1, always.',
  tempting: 'For many years it was so, and most guides use the two as if they were one.',
  hosts: ['laptop'],
  steps: [
    {
      say: 'The server listens on 127.0.0.1, which is localhost.',
      packets: [],
      rows: [atFour],
      result: 'listens',
    },
    {
      say: 'localhost is 127.0.0.1, so nc tries one address, and gets in.',
      packets: [packet('SYN', '127.0.0.1:47658', four), packet('SYN-ACK', four, '127.0.0.1:47658')],
      rows: [atFour],
      result: 'open',
      prints: 'Connection to localhost (127.0.0.1) 8000 port [tcp/*] succeeded!',
    },
    {
      say: '::1 is some other address, which has nothing to do with localhost.',
      packets: [],
      rows: [atFour, atSix],
      result: 'listens',
    },
    {
      say: 'localhost is 127.0.0.1, so wget gets the page of the first server, as before.',
      packets: [
        packet('SYN', '127.0.0.1:40704', four),
        packet('SYN-ACK', four, '127.0.0.1:40704'),
        packet('GET / HTTP/1.1', '127.0.0.1:40704', four),
        packet('HTTP/1.0 200 OK', four, '127.0.0.1:40704'),
      ],
      rows: [atFour, atSix],
      result: 'HTTP 200',
      prints: '<h1>Page of 127.0.0.1</h1>',
    },
  ],
  crack: {
    against: 'fact',
    say: 'By the belief, nobody who asks for localhost can ever meet the second server. Yet wget has asked for localhost, and the page on its screen is the second server’s.',
  },
  question: {
    step: 4,
    text: 'Both servers run. wget asks for http://localhost:8000/. Whose page does it get?',
    guesses: [
      {
        text: 'The page of 127.0.0.1.',
        sign: 'Page of 127.0.0.1',
        code: 'M11',
        reply:
          'That would need localhost to be 127.0.0.1 and nothing else. On this laptop the name has two addresses, ::1 comes first, and wget takes the first that answers.',
      },
      {
        text: 'The page of ::1.',
        sign: 'Page of ::1',
        reply: 'The name has two addresses here. ::1 comes first, and somebody listens there.',
      },
      {
        text: 'None: two servers cannot share localhost:8000.',
        sign: 'refused',
        code: 'M16',
        reply:
          'They do not share an address. One holds 127.0.0.1 port 8000, the other holds ::1 port 8000, and both are in the table.',
      },
    ],
  },
  parting:
    'The belief tries one address. The true nc tries two: first ::1, where nobody listens yet, and after the RST 127.0.0.1.',
  truth:
    'localhost is a name. Like other names it can have several addresses, here ::1 and then 127.0.0.1, and each program decides in which order it tries them. Write 127.0.0.1 where you mean it.',
  notice:
    'The list is what your programs get for the name, in this order. A machine whose hosts file has one line for localhost prints one address.',
};
