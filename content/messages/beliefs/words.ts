/** Sentences of the widget "Run my belief" that all of its beliefs share. */
import type { Result } from './belief';

const ofResult: Partial<Record<Result, { word: string; say: string }>> = {
  listens: { word: 'listens', say: 'The kernel has a new row: a program listens.' },
  gone: { word: 'gone', say: 'The listener’s row has left the table.' },
  'in use': {
    word: 'address in use',
    say: 'The kernel says that the address is taken: EADDRINUSE.',
  },
  denied: { word: 'not allowed', say: 'The kernel does not give that port to this user: EACCES.' },
  'no address': {
    word: 'no address left',
    say: 'The kernel cannot give these four values a second time: EADDRNOTAVAIL.',
  },
  open: { word: 'connected', say: 'The handshake is complete: the caller is connected.' },
  refused: { word: 'refused', say: 'A kernel says no at once, with RST: ECONNREFUSED.' },
  timeout: { word: 'no answer', say: 'Nothing comes back, until the caller gives up: ETIMEDOUT.' },
  reset: {
    word: 'reset',
    say: 'A kernel knows no such connection and ends it with RST: ECONNRESET.',
  },
  waits: { word: 'waits', say: 'The caller waits. Nothing has been decided.' },
  delivered: { word: 'delivered', say: 'The bytes are there.' },
};

/** The word for what came of an action. */
export const resultWord = (result: Result | null): string =>
  result === null ? 'nothing to report' : (ofResult[result]?.word ?? result);

/** The same in a sentence, as the true world is told. */
export function resultSentence(result: Result | null): string {
  if (result === null) return 'No caller notices anything.';
  return ofResult[result]?.say ?? `An answer has come: ${result}.`;
}

const listed = (words: readonly string[]) =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

const aspectWords = { packets: 'the packets', rows: 'the table', result: 'the result' } as const;
type Aspect = keyof typeof aspectWords;

export const beliefWords = {
  choose: 'Whose world shall be played?',
  chooseHint: 'Choose one. It need not be yours.',
  tempting: 'Why it is tempting:',
  opening: 'The true world is being made ready …',
  failed: (reason: string) =>
    `The true world could not be played. ${reason} Reload the page and try again.`,
  wrongBadge: 'WRONG MODEL',
  wrongTitle: 'As the belief has it',
  wrongNote: 'Made up: what would follow if the belief were true.',
  trueBadge: 'SIM',
  trueTitle: 'The true world',
  trueNote: 'Simulated, with the same actions.',
  steps: 'Steps',
  stepOf: (step: number, of: number) => `Step ${step} of ${of}`,
  back: 'Back',
  next: 'Step',
  parts: 'here they part',
  breaks: 'here the belief breaks',
  packets: 'Packets that decide',
  noPackets: 'No packet is sent.',
  packetsNote: 'Bare acknowledgements and goodbyes are left out.',
  rows: (host: string) => `Table of the ${host}`,
  noRows: 'No row.',
  any: 'anybody',
  nobody: 'nobody',
  by: (program: string) => `held by ${program}`,
  result: 'Result:',
  screen: 'On the screen',
  differs: 'differs',
  crackTitle: 'Here it breaks.',
  crack: {
    itself: 'The belief contradicts itself.',
    fact: 'The belief contradicts what anybody can see.',
  },
  ask: 'Before you see it',
  askNote: 'There is no score for this, so guess honestly.',
  reveal: 'Show the true world',
  said: (guess: string) => `You said: “${guess}”`,
  asSaid: 'So it is.',
  notAsSaid: (result: string) => `It is not so. The true world: ${result}.`,
  see: (step: number) => `See it in step ${step}`,
  toParting: (step: number) => `To where they part, step ${step}`,
  same: 'Up to here both worlds show the same.',
  partsTitle: 'Here they part.',
  differ: (aspects: readonly Aspect[]) =>
    `They differ in ${listed(aspects.map((aspect) => aspectWords[aspect]))}.`,
  agreeAgain: (step: number) => `They parted in step ${step}. In this step both show the same.`,
  parted: (step: number) => `They parted in step ${step}.`,
  truth: 'What to think instead',
  replay: 'Watch every packet of the true world',
  experiment: 'Find out on your own machine',
  experimentNote: 'Type this. The output is the simulated terminal’s, word for word.',
  after: 'What came of it',
  restore: 'Put it back as it was',
  announceWrong: (step: string, say: string) => `${step}. As the belief has it: ${say}`,
  announceBoth: (step: string, wrong: string, right: string, verdict: string) =>
    `${step}. Belief: ${wrong}. True world: ${right}. ${verdict}`,
} as const;
