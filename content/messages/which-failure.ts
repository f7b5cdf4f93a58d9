/** Sentences of the widget "Which failure is this?"; its causes and cases are in which-failure-causes.ts. */
import { formatDuration } from './duration';

const list = (items: readonly string[]): string => items.join(', ');

export const failureWords = {
  title: 'Which failure is this?',
  intro:
    'The page does not open. Find out why: read what is shown, rule out layers, then name the cause. Take your time, only what you rule out counts.',
  modes: { find: 'Find a failure', build: 'Make your own' },
  mode: 'What you do',
  opening: 'Somebody is breaking something …',
  failed: (reason: string) => `This case could not be played: ${reason}. Load the page again.`,
  badLink: 'This link names no case. Ask for it again, or take one of these.',

  count: (at: number, all: number) => `Case ${at} of ${all}`,
  given: 'A case that somebody made for you',
  symptom: 'The page does not open',
  symptomNote:
    'On the laptop, the browser was asked for the page, and then two commands for the same.',
  page: 'The browser',
  after: (took: number) => `after ${formatDuration(took)}`,
  gaveUp: (took: number) => `nothing for ${formatDuration(took)}, then Ctrl-C`,
  stillLoading: (took: number) => `still loading after ${formatDuration(took)}`,
  on: (host: string) => `on ${host}`,
  status: (status: number) => `HTTP status ${status}`,
  silent: 'It printed nothing.',
  noPrompt: 'There is no prompt: this machine does not react.',
  output: (line: string) => `What ${line} printed`,

  probes: 'Rule out layers',
  probesNote:
    'Each command asks a part of the way. Run as many as you like, in any order, or none.',
  again: (line: string) => `Run again: ${line}`,
  run: (line: string) => `Run: ${line}`,
  busy: 'The command is running …',
  ran: 'What you ran, the latest first',
  known: 'What your commands rule out',
  ranSaid: (line: string, took: string) => `${line}: ended ${took}.`,

  answer: 'What is the cause?',
  submit: 'Name the cause',
  choose: 'Choose a cause first.',
  change: 'Everything you have seen stays where it is.',

  right: 'As you said',
  wrong: (said: string) => `You said: ${said}.`,
  was: (label: string) => `It is: ${label}.`,
  did: (fault: string) => `What was done: ${fault}.`,
  next: 'What to do next:',
  asIf: (belief: string) => `As if ${belief}.`,
  belief: (code: string) => `Belief ${code}`,
  expects: 'If it were what you said:',
  apart: 'What would have told them apart',
  apartNone: 'Nothing that can be run here tells them apart.',
  apartSeen: 'It stood on the screen from the start.',
  apartRan: 'You ran it. Compare.',
  apartMissed: 'You did not run it.',
  apartLoading: 'Both worlds are being played …',
  here: 'Here',
  there: 'If it were what you said',
  said: (right: boolean, said: string, was: string) =>
    right ? `As you said. It is: ${was}.` : `You said: ${said}. It is: ${was}.`,

  score: (layers: readonly string[]) =>
    layers.length === 0
      ? 'You ruled out no layer by commands of your own.'
      : `Your commands ruled out ${layers.length} of 6 layers: ${list(layers)}.`,
  stations: 'Where the connection ended',
  stationsNote:
    'The same try of the browser, seen from all machines at once. Step backwards and forwards: the line goes out and lights up with the packets.',
  picture: 'The picture: machines, sockets, packets',
  replay: 'The packets of this case',
  nextCase: 'Next case',
  skipCase: 'Another case',
  newRound: 'A new round',

  round: 'This round',
  roundNone: 'What you have found gathers here.',
  roundSum: (done: number, right: number, layers: number) =>
    `${done} ${done === 1 ? 'case' : 'cases'}, ${right} named at once, ${layers} ${layers === 1 ? 'layer' : 'layers'} ruled out by commands.`,
  roundItem: { right: 'named at once', wrong: 'named something else' },

  build: 'What shall be broken?',
  buildNote:
    'Choose, and give the link to somebody. It shows the symptom, and it does not say what you chose.',
  link: 'Link to your case',
  linkTip: 'the link',
  open: 'Open it here, and hand over the screen',
  built: 'The link is ready.',
} as const;
