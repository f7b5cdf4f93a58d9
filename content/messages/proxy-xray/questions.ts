/**
 * What a learner is asked before a visit, and the belief behind each answer that does not come
 * true. Which answer does come true is read off the simulation, never told here.
 */
import { liedAddress, placeOfApp, type Setting, site, visitor, wellSet } from './setting';

/** `code` is of content/misconceptions.yaml; null where none of those is meant. */
export type Belief = { code: string | null; says: string; truth: string };
type Guess = { id: string; text: string };

/** What can be asked of a visit. */
export type Asked = 'peer' | 'answer' | 'forwarded' | 'pipes';

export type Question = {
  id: string;
  /** What is different from a world in which all is well. */
  title: string;
  setting: Setting;
  asks: Asked;
  text: string;
  guesses: readonly Guess[];
};

const answers: readonly Guess[] = [
  { id: 'app-200', text: 'The page, written by the app' },
  { id: 'nginx-502', text: 'A page that says 502 Bad Gateway, written by Nginx' },
  { id: 'app-502', text: 'A page that says 502 Bad Gateway, written by the app' },
  { id: 'nginx-504', text: 'After a minute, a page that says 504, written by Nginx' },
  { id: 'refused', text: 'No page: connection refused' },
  { id: 'never', text: 'Nothing. It waits for as long as it likes to' },
];

/** Whose address the app sees at the other end of its connection. */
function peers({ machines }: Pick<Setting, 'machines'>): readonly Guess[] {
  return [
    { id: 'visitor', text: `${visitor.addr}, where the visitor is` },
    { id: 'front', text: `${site.addr}, which the visitor has called` },
    { id: 'proxy', text: `${placeOfApp({ machines }).from}, where Nginx calls the app from` },
  ];
}

const answerText = 'What does the visitor get, and who has written it?';
const peerText = 'The app looks at the other end of its own connection. Whose address is there?';

const made = (
  id: string,
  title: string,
  change: Partial<Setting>,
  rest: Omit<Question, 'id' | 'title' | 'setting'>,
): Question => ({ id, title, setting: { ...wellSet, ...change }, ...rest });

const asksAnswer = { asks: 'answer', text: answerText, guesses: answers } as const;

export const questions: readonly Question[] = [
  made('well', 'All is well', {}, { asks: 'peer', text: peerText, guesses: peers(wellSet) }),
  made('stopped', 'The app is stopped', { app: 'stopped' }, asksAnswer),
  made('hangs', 'The app hangs', { app: 'hangs' }, asksAnswer),
  made('off', 'Nginx is stopped, the app runs', { nginx: 'stopped' }, asksAnswer),
  made(
    'port',
    'proxy_pass names port 8001, the app listens on 8000',
    { port: 'wrong' },
    asksAnswer,
  ),
  made(
    'lies',
    'The visitor lies about its address',
    { visit: 'lies' },
    {
      asks: 'forwarded',
      text: `The visitor is at ${visitor.addr}. It sends a field of its own, X-Forwarded-For: ${liedAddress}. What does the app find in that field?`,
      guesses: [
        { id: 'own', text: visitor.addr },
        { id: 'lie', text: liedAddress },
        { id: 'list', text: `${liedAddress}, ${visitor.addr}` },
      ],
    },
  ),
  made(
    'twice',
    'Two requests, one after the other',
    { visit: 'twice' },
    {
      asks: 'pipes',
      text: 'The visitor sends two requests through one connection. How many connections does Nginx make to the app?',
      guesses: [
        { id: 'none', text: 'None: it hands on the visitor’s' },
        { id: 'one', text: 'One, for both' },
        { id: 'two', text: 'Two, one for each' },
      ],
    },
  ),
  made(
    'apart',
    'The app has a machine of its own',
    { machines: 'two' },
    {
      asks: 'peer',
      text: peerText,
      guesses: peers({ machines: 'two' }),
    },
  ),
];

/** Of a setting that the learner made: what the visitor gets. */
export function askOfOwn(setting: Setting): Question {
  return { id: 'own', title: 'Your own', setting, ...asksAnswer };
}

const guessed = (code: string | null, says: string, truth: string): Belief => ({
  code,
  says,
  truth,
});

const passesThrough = 'a proxy lets the visitor’s own connection through';

/** Of `answer`: by what came true, then by what was said. */
const answerBeliefs: Record<string, Record<string, Belief>> = {
  'app-200': {
    'nginx-502': guessed(
      'M24',
      'something so broken makes Nginx fail',
      'Nginx writes a 502 only when its own connection to the app fails. Here it was made, and the app answered.',
    ),
    'app-502': guessed(
      'M24',
      '502 is a page of the app',
      'It is what a proxy writes when it got no answer. Here the app answered.',
    ),
    'nginx-504': guessed(
      'M14',
      'this makes the app slow',
      'Nginx waited for a few milliseconds. Both connections were made, and the app answered.',
    ),
    refused: guessed(
      'M13',
      'the app turns the visitor away',
      'The visitor’s connection ends at Nginx, which listens. The app answered on another one.',
    ),
    never: guessed(
      'M14',
      'the request is lost on its way',
      'Both connections were made, and the app answered at once.',
    ),
  },
  'nginx-502': {
    'app-200': guessed(
      null,
      'Nginx finds the app wherever it is',
      'It asks the one address and port that proxy_pass names, and nobody listens there.',
    ),
    'app-502': guessed(
      'M03',
      'a page about the app comes from the app',
      'No byte came out of the second pipe. Nginx wrote this page itself, and its name is at the foot of it.',
    ),
    'nginx-504': guessed(
      'M21',
      'refused and silent are the same',
      '504 is for an app that says nothing. Here a kernel said no at once, so there was nothing to wait for.',
    ),
    refused: guessed(
      'M25',
      passesThrough,
      'The visitor’s connection was accepted by Nginx and got an answer there. What was refused is the second one, from Nginx to the app.',
    ),
    never: guessed(
      'M12',
      'where nobody listens, the caller waits in vain',
      'The kernel at the app’s address is awake and says no at once. So Nginx can answer at once.',
    ),
  },
  'nginx-504': {
    'app-200': guessed(
      'M14',
      'whoever waits long enough gets an answer',
      'The app did nothing at all, and Nginx has a clock of its own: proxy_read_timeout, a minute.',
    ),
    'nginx-502': guessed(
      'M08',
      'a program that hangs takes no connections',
      'Its kernel shakes hands for it, so Nginx got its connection. It was the answer that never came.',
    ),
    'app-502': guessed(
      'M03',
      'a page about the app comes from the app',
      'The app has not written a byte. Nginx gave up after a minute and wrote this page itself.',
    ),
    refused: guessed(
      'M25',
      passesThrough,
      'There are two connections, and both were made: the kernel shakes hands for a program that hangs.',
    ),
    never: guessed(
      'M25',
      passesThrough,
      'Nginx has a clock of its own for the second pipe: proxy_read_timeout, a minute. Then it answers the visitor itself.',
    ),
  },
  refused: {
    'app-200': guessed(
      'M03',
      'if the app runs, the site runs',
      'The app listens at another address and port. At the one that the visitor called, nobody does.',
    ),
    'nginx-502': guessed(
      'M24',
      '502 means that Nginx is off',
      'To write 502 there has to be an Nginx. A stopped one writes nothing, and the kernel refuses in its place.',
    ),
    'app-502': guessed(
      'M03',
      'the app answers for the whole site',
      'The app was never asked. The visitor’s connection was refused before there could be a second one.',
    ),
    'nginx-504': guessed(
      'M24',
      'Nginx answers even when it is off',
      'To write 504 there has to be an Nginx. A stopped one writes nothing, and the kernel refuses in its place.',
    ),
    never: guessed(
      'M12',
      'where nobody listens, the caller waits in vain',
      'The server’s kernel is awake and says no at once. Silence takes a firewall that drops, or a machine that is off.',
    ),
  },
};

const otherBeliefs: Record<Exclude<Asked, 'answer'>, Record<string, Belief>> = {
  peer: {
    visitor: guessed(
      'M25',
      passesThrough,
      'The app’s connection begins at Nginx. The visitor’s address comes to it only as text, in the field X-Forwarded-For.',
    ),
    front: guessed(
      'M16',
      'a machine has one address for everything',
      'The kernel picks the address by the way that the packets take. On the way to the app it is another one.',
    ),
  },
  forwarded: {
    own: guessed(
      null,
      'a proxy throws away what a visitor says of itself',
      '$proxy_add_x_forwarded_for keeps what came and adds the address that Nginx itself has seen. Only the last entry is Nginx’s.',
    ),
    lie: guessed(
      null,
      'the field is passed on as it came',
      'Nginx adds, after a comma, the address at the other end of its own connection. That one cannot be made up.',
    ),
  },
  pipes: {
    none: guessed(
      'M25',
      passesThrough,
      'The app accepted connections of its own, and Nginx is at their other end.',
    ),
    one: guessed(
      'M25',
      'the two pipes live and end together',
      'The visitor’s stayed open for both requests. To the app Nginx asks with Connection: close, and starts anew each time.',
    ),
  },
};

/** The belief behind what was said; null where it came true. `came`: the answer that did. */
export function explainGuess(asks: Asked, said: string, came: string): Belief | null {
  if (said === came) return null;
  const table = asks === 'answer' ? answerBeliefs[came] : otherBeliefs[asks];
  return table?.[said] ?? null;
}
