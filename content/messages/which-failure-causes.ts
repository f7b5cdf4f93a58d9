/**
 * The widget "Which failure is this?": the causes that can be named, the cases that have them, the
 * commands that tell them apart, and the belief behind a cause that was named wrongly.
 */

/** What may be answered, from the name to the program. */
export const causes = [
  'no-name',
  'no-way',
  'swallowed',
  'unpublished',
  'refused',
  'cut',
  'mute',
  'tls',
  'bad-gateway',
  'gateway-timeout',
] as const;
export type Cause = (typeof causes)[number];

/**
 * `label`: as an answer. `means`: what it is, once it is known. `next`: what to do about it.
 * `expects`: what would be seen of it, for those who named it where it was something else.
 */
export const causeWords: Record<
  Cause,
  { label: string; means: string; next: string; expects: string; belief: string }
> = {
  'no-name': {
    label: 'The name does not exist',
    means:
      'The name server knows no such name, so there was no address to connect to. The server itself may be well.',
    next: 'Check the spelling, then ask: dig shop.example. The record must be put back where the name is kept.',
    expects: 'No address would be found, and no packet would leave for the server.',
    belief: 'a server that does not answer has lost its name',
  },
  'no-way': {
    label: 'No way leads to the machine, or it is off',
    means: 'A router on the way said so by ICMP: there is nobody to hand the packet to.',
    next: 'Look at the way, not at the program: is the machine on, is its cable in, is the address right?',
    expects:
      'After about three seconds a router would say: host unreachable. ping would say it, too.',
    belief: 'every page that fails is a network that is down',
  },
  swallowed: {
    label: 'A firewall swallows the packets',
    means:
      'The SYN was dropped and nobody said a word. The client’s kernel asked again and again, for over two minutes.',
    next: 'Look at the rules on the server, then on each router between: ufw status, iptables -S.',
    expects: 'Nothing would come back: curl would wait for over two minutes.',
    belief: 'whatever does not work is the firewall',
  },
  unpublished: {
    label: 'It runs in a container, and its port is not published',
    means:
      'The program listens, but inside the container’s own network. On the server itself no socket has that port, so its kernel refuses.',
    next: 'Start the container again with -p 443:443, and compare the column PORTS of docker ps.',
    expects:
      'From outside it would be refused at once; on the server, docker ps would list a container without a published port.',
    belief: 'a container is reached from outside as soon as it runs',
  },
  refused: {
    label: 'Nobody listens on that address and port',
    means:
      'The machine is awake and its kernel looked for a listener. None fits, so it answered RST at once.',
    next: 'On the server: ss -tln. Is there a row with port 443, and is its address one that others can call?',
    expects: 'A RST would come back within milliseconds: Connection refused.',
    belief: 'a page that does not open is a program that does not run',
  },
  cut: {
    label: 'The connection is made, then cut off',
    means:
      'The handshake was completed, and then a RST came. Somebody on the way, or the program’s machine, ended it by force.',
    next: 'Find out who sent the RST: watch with tcpdump on the server. If it never saw your data, the RST came from between.',
    expects: 'The connection would stand for a moment, and end with: Connection reset by peer.',
    belief: 'a connection that was made is a connection that lasts',
  },
  mute: {
    label: 'It is connected, and the program never says a word',
    means:
      'The kernel made the connection by itself, since somebody listens. The program behind it does not run its part.',
    next: 'The listener is there; look at the process: is it stopped, stuck, or out of workers?',
    expects:
      'The handshake would be made: nc would be connected at once, and then nothing would ever come.',
    belief: 'a slow server is one that never answers',
  },
  tls: {
    label: 'The certificate is not believed',
    means:
      'Everything works up to the certificate. The client looked at it, did not believe it, and hung up by itself.',
    next: 'Read it: openssl s_client. Are its dates right, and is this name in it?',
    expects: 'The client would name the certificate, within milliseconds.',
    belief: 'https that fails is a certificate that fails',
  },
  'bad-gateway': {
    label: '502: the proxy answers, the app behind it does not run',
    means:
      'Nginx is well: it was asked, and it answered. The app that it asked in its turn refused the connection.',
    next: 'Leave Nginx alone. Read the last line of its error log, then start the app on the address that stands there.',
    expects: 'There would be an answer within milliseconds, with status 502.',
    belief: 'there is always a proxy that answers',
  },
  'gateway-timeout': {
    label: '504: the proxy answers, the app behind it hangs',
    means:
      'Nginx is connected to the app, which took the request and gave nothing back. After a minute Nginx gave up.',
    next: 'Find out what the app waits for. A longer timeout only makes the visitors wait longer.',
    expects: 'There would be an answer after a minute, with status 504.',
    belief: 'long waiting always ends in an answer',
  },
};

/** Wrong beliefs behind certain mistakes: what was named, what it was. */
const mistakes: { said: Cause[]; was: Cause[]; code: string; belief: string }[] = [
  {
    said: ['swallowed', 'mute'],
    was: ['refused', 'unpublished'],
    code: 'M12',
    belief: 'where nobody listens for others, the others wait in vain',
  },
  {
    said: ['mute', 'gateway-timeout'],
    was: ['swallowed'],
    code: 'M14',
    belief: 'long waiting means that the program is slow',
  },
  {
    said: ['tls', 'cut', 'bad-gateway', 'gateway-timeout'],
    was: ['refused', 'unpublished'],
    code: 'M13',
    belief: 'a refusal is the program’s own no',
  },
  {
    said: ['no-way', 'refused', 'mute', 'swallowed'],
    was: ['no-name'],
    code: 'M20',
    belief: 'a name that is not found means that the server is down',
  },
  {
    said: ['no-name'],
    was: ['no-way', 'swallowed', 'refused', 'unpublished'],
    code: 'M21',
    belief: 'not found, refused and timed out are one and the same',
  },
  {
    said: ['refused', 'mute', 'no-way', 'cut'],
    was: ['bad-gateway', 'gateway-timeout'],
    code: 'M24',
    belief: 'a gateway’s error means that Nginx itself is broken or off',
  },
  {
    said: ['refused'],
    was: ['unpublished'],
    code: 'M26',
    belief: 'what a container listens on, its machine listens on',
  },
  {
    said: ['unpublished'],
    was: ['refused'],
    code: 'M26',
    belief: 'a refusal shows that there is a container',
  },
  {
    said: ['refused', 'no-way', 'swallowed'],
    was: ['mute', 'cut'],
    code: 'M08',
    belief: 'a connection is made only when the program accepts it',
  },
  { said: ['swallowed'], was: ['no-way'], code: 'M14', belief: 'every waiting is a silence' },
];

/** The belief behind naming `said` where it was `was`; null where that is right. */
export function explainMistake(
  said: Cause,
  was: Cause,
): { belief: string; code: string | null } | null {
  if (said === was) return null;
  const known = mistakes.find((one) => one.said.includes(said) && one.was.includes(was));
  return known === undefined
    ? { belief: causeWords[said].belief, code: null }
    : { belief: known.belief, code: known.code };
}

/**
 * Every case: `fault` is the text of one of the scenario's faults. Links name a case by its place,
 * so new ones come last.
 */
export const cases = [
  { fault: 'The name was taken out of the office’s list', cause: 'no-name' },
  { fault: 'The server is switched off', cause: 'no-way' },
  { fault: 'The cable to the server room is unplugged', cause: 'no-way' },
  { fault: 'A firewall on the server drops port 443', cause: 'swallowed' },
  { fault: 'A rule on the router drops port 443', cause: 'swallowed' },
  { fault: 'Nginx is stopped', cause: 'refused' },
  { fault: 'Nginx listens on 127.0.0.1 only', cause: 'refused' },
  {
    fault: 'The site was moved into a container, and its port is not published',
    cause: 'unpublished',
  },
  { fault: 'A box in between cuts connections off', cause: 'cut' },
  { fault: 'Nginx is frozen', cause: 'mute' },
  { fault: 'The certificate has run out', cause: 'tls' },
  { fault: 'The certificate is another site’s', cause: 'tls' },
  { fault: 'The app behind Nginx has ended', cause: 'bad-gateway' },
  { fault: 'The app behind Nginx hangs', cause: 'gateway-timeout' },
] as const satisfies readonly { fault: string; cause: Cause }[];

/** The host at which somebody asks for the page. */
export const visitor = 'laptop';
export const site = 'https://shop.example/';

/** What the symptom is made of: the page, and two commands that ask for the same. */
export const symptomLines = [`curl ${site}`, 'nc -zv shop.example 443'] as const;

/** Commands that may be run before answering; `asks` says of which layers they speak. */
export const probes = [
  { id: 'dig', host: 'laptop', line: 'dig shop.example', asks: 'Is there such a name?' },
  {
    id: 'ping',
    host: 'laptop',
    line: 'ping -c 2 shop.example',
    asks: 'Is there a way, and a kernel awake?',
  },
  {
    id: 'nc',
    host: 'laptop',
    line: 'nc -zv 203.0.113.10 443',
    asks: 'The port, without the name.',
  },
  { id: 'curl', host: 'laptop', line: `curl -v ${site}`, asks: 'The whole talk, step by step.' },
  {
    id: 'openssl',
    host: 'laptop',
    line: 'openssl s_client -brief -connect shop.example:443 -servername shop.example < /dev/null',
    asks: 'TLS alone: which certificate?',
  },
  { id: 'ss', host: 'server', line: 'ss -tln', asks: 'Who listens on the server?' },
  { id: 'docker', host: 'server', line: 'docker ps', asks: 'Which containers, which ports?' },
] as const;
export type ProbeId = (typeof probes)[number]['id'];
