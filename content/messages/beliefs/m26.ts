import { type Belief, listener, packet } from './belief';

const onLaptop = listener('laptop', '127.0.0.1:9000', 'python3');
const rows = [
  onLaptop,
  listener('laptop', '0.0.0.0:80', 'docker-proxy'),
  listener('laptop', '[::]:80', 'docker-proxy'),
  listener('shop', '0.0.0.0:80', 'python3'),
];

export const m26: Belief = {
  code: 'M26',
  think:
    'I think localhost in a container is my own machine’s localhost, and -p says container:host.',
  tempting: 'The container runs on the laptop, so it feels like one more program of the laptop.',
  hosts: ['laptop', 'shop'],
  steps: [
    {
      say: 'A server on the laptop’s localhost, port 9000.',
      packets: [],
      rows: [onLaptop],
      result: 'listens',
    },
    {
      say: '-p 8080:80 is read as container 8080, host 80. So the laptop listens on port 80.',
      packets: [],
      rows,
      result: 'listens',
    },
    {
      say: 'Port 8080 is the container’s, not the laptop’s. Nobody listens there.',
      packets: [
        packet('SYN', '127.0.0.1:44788', '127.0.0.1:8080'),
        packet('RST', '127.0.0.1:8080', '127.0.0.1:44788'),
      ],
      rows,
      result: 'refused',
    },
    {
      say: 'localhost is the laptop’s localhost, so the container reaches the laptop’s server.',
      packets: [
        packet('SYN', '127.0.0.1:37128', '127.0.0.1:9000'),
        packet('SYN-ACK', '127.0.0.1:9000', '127.0.0.1:37128'),
      ],
      rows,
      result: 'open',
    },
  ],
  crack: {
    against: 'itself',
    say: 'If both had one localhost, both would look in one table. But two rows of that table are 0.0.0.0:80, one of docker-proxy and one of the container’s own program. One table cannot hold both: the second is refused as already in use.',
  },
  question: {
    step: 4,
    text: 'The laptop’s server listens on 127.0.0.1:9000. Inside the container, nc tries 127.0.0.1:9000. What happens?',
    guesses: [
      {
        text: 'It connects to the laptop’s server.',
        sign: 'open',
        code: 'M26',
        reply:
          'That would need one loopback for both. The container has its own, and nothing listens on port 9000 there.',
      },
      {
        text: 'It is refused.',
        sign: 'refused',
        reply: 'The container’s own kernel tables have no row for port 9000, so the answer is RST.',
      },
      {
        text: 'No answer: containers are walled off.',
        sign: 'timeout',
        code: 'M12',
        reply:
          'Silence would need a packet that gets lost on the way. This one goes round inside the container, and the answer comes at once.',
      },
    ],
  },
  parting:
    'Look at who holds which port of the laptop. The belief publishes port 80 there. In the true table docker-proxy listens on 8080: -p is host first, then container.',
  truth:
    'A container has a network of its own, with its own addresses, its own table and its own localhost. -p host:container joins one port of the host to one of the container.',
  notice:
    'The list from inside has the container’s rows alone; the laptop’s port 9000 is not among them. Any container that has ss will show you the same.',
};
