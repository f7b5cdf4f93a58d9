/**
 * The words on the bench: labels, tips, announcements. Data and small functions of data, so
 * that a view never makes up a sentence. Button labels are verbs; sentences end in a full stop.
 */

import type { LinkQuality } from '@/contract/action';
import { formatDuration } from './duration';

const plural = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;

export const benchWords = {
  simBadge: 'SIM',
  simBadgeTip: 'Simulated: computed on this page by rules checked against the Linux kernel.',
  start: 'Start the bench',
  loading: 'Loading the simulation …',
  failed: (reason: string) =>
    `The simulation stopped: ${reason} Undo the last action, or reset the bench.`,
  undo: 'Undo',
  undoNothing: 'Nothing to undo.',
  redo: 'Redo',
  redoNothing: 'Nothing to redo.',
  reset: 'Reset',
  resetAsk: 'Start this bench again from its first state? Undo brings your work back.',
  link: 'Copy link',
  linkCopied: 'Link copied. It reopens this bench at this event.',
  linkFailed: 'The browser refused access to the clipboard. Copy the link from this field.',
  linkStale:
    'This link was made for an older version of the bench. You start from the first state instead.',
  linkBroken: 'This link is damaged, so the bench starts from its first state.',
  label: (scenario: string) => `Bench: ${scenario}`,
  parts: {
    stage: 'Stage',
    table: 'Sockets',
    terminal: 'Terminal',
    timeline: 'Timeline',
    packet: 'Packet',
    goals: 'Goals',
    steps: 'Steps',
    faults: 'Break it',
    text: 'In words',
  },
  textTwin: 'The picture in words',
  stepOf: (step: number, of: number) => `Step ${step} of ${of}`,
  stepsDone: 'You have taken every step. The bench is yours now: type, break, undo.',
  faultsIntro: 'Each button breaks one thing. Find out what, then mend it or undo.',
  keys: 'Keys',
} as const;

export const stageWords = {
  kernel: 'kernel',
  programs: 'programs',
  noPrograms: 'No program is running.',
  asleep: (call: string | null) =>
    call === null ? 'asleep, 0 % CPU' : `asleep in ${call}(), 0 % CPU`,
  woken: 'woken',
  ended: 'ended',
  running: 'running',
  stopped: 'stopped: keeps its sockets, does nothing',
  off: 'switched off',
  cableOut: 'cable out',
  loopbackTip: 'Loopback: packets to these addresses never leave this host.',
  wildcard: (addr: string) => `${addr}: every address of this host`,
  synQueue: 'handshakes under way',
  queue: (waiting: number, limit: number) => `${waiting} waiting, backlog ${limit}`,
  clientPort: 'chosen by the client’s kernel for this one connection',
  noRow: (port: number) => `no row for port ${port}`,
  noRowTip: 'No row in the table matches, so the kernel itself answers with RST.',
  firewallRules: (count: number) => plural(count, 'firewall rule', 'firewall rules'),
  bound: 'bound, not listening',
  /** What is worse about a network than about a good cable; '' for nothing. */
  quality: ({ loss = 0, delay = 1, jitter = 0 }: LinkQuality): string =>
    [
      ...(loss > 0 ? [`loses ${loss} %`] : []),
      ...(delay > 1 ? [`${delay} ms each way`] : []),
      ...(jitter > 0 ? [`up to ${jitter} ms more`] : []),
    ].join(', '),
} as const;

export const tableWords = {
  caption: 'Sockets of all hosts at this event',
  columns: {
    host: 'Host',
    proto: 'Protocol',
    state: 'State',
    recvQ: 'Recv-Q',
    sendQ: 'Send-Q',
    local: 'Local address : port',
    peer: 'Peer address : port',
    process: 'Process',
  },
  columnTips: {
    recvQ:
      'Bytes that arrived and were not read yet. In a LISTEN row: connections not yet accepted.',
    sendQ: 'Bytes sent and not yet acknowledged. In a LISTEN row: the backlog.',
    local: 'Which of this host’s addresses, and which port.',
    peer: 'The other end. A listener has none, so ss prints 0.0.0.0:*.',
    process: 'The program that holds the socket. Empty when no process owns it any more.',
  },
  empty: 'No sockets on any host yet.',
  states: {
    LISTEN: 'takes new connections',
    'SYN-SENT': 'asked, no answer yet',
    'SYN-RECV': 'handshake half done',
    ESTAB: 'connected',
    'FIN-WAIT-1': 'said goodbye, not yet confirmed',
    'FIN-WAIT-2': 'goodbye confirmed, waiting for the other side’s',
    'CLOSE-WAIT': 'the other side said goodbye, this program has not',
    CLOSING: 'both said goodbye at the same moment',
    'LAST-ACK': 'answered the goodbye, waiting for confirmation',
    'TIME-WAIT': 'finished; the kernel remembers it for 60 s',
    UNCONN: 'UDP: no connection, any sender',
    BOUND: 'has an address, does not listen',
  },
} as const;

export const terminalWords = {
  tab: (host: string, number: number) => (number === 0 ? host : `${host} ${number + 1}`),
  label: (host: string) => `Terminal of ${host}`,
  enter: 'Click, or press Enter, to type. Esc leaves the terminal.',
  leave: 'You left the terminal.',
  input: 'Command line',
  run: 'Run',
  suggestions: 'Try',
  emptyLine: 'empty line',
  interrupt: 'Ctrl-C',
  interruptTip: 'Asks the foreground program to end.',
  suspend: 'Ctrl-Z',
  suspendTip: 'Stops the foreground program. It keeps its sockets until fg or kill.',
  endOfInput: 'Ctrl-D',
  endOfInputTip: 'Tells the program that no more input comes.',
  transcript: 'Transcript as text',
  transcriptEmpty: 'Nothing has been typed on this host.',
  busy: (command: string) =>
    `${command} is running in the foreground. Ctrl-C ends it; a second tab types beside it.`,
  loading: 'Loading the terminal …',
  editor: (path: string) => `Editing ${path}`,
  editorSave: 'Save and close',
  editorCancel: 'Close without saving',
  editorKeys: 'Ctrl-S saves and closes. Esc closes without saving.',
} as const;

export const timelineWords = {
  label: 'Timeline',
  first: 'To the start',
  back: 'Step back',
  step: 'Step',
  play: 'Play',
  pause: 'Pause',
  last: 'To the end',
  position: (at: number, of: number) => `Event ${at} of ${of}`,
  start: 'The start: nothing has happened yet.',
  empty: 'Nothing has happened yet. Take a step, or type a command.',
  speed: 'Speed',
  speeds: { slow: 'slow', normal: 'normal', fast: 'fast' },
  detail: 'Show',
  details: { story: 'the story', packets: 'every packet', everything: 'everything' },
  skipWait: 'Skip the waiting',
  waited: (ms: number) => `${formatDuration(ms)} later`,
  pace: 'Time for each event',
  paces: { waits: 'longer while something waits', even: 'always the same' },
  list: 'All events',
  jump: (caption: string) => `Go to: ${caption}`,
} as const;

export const packetWords = {
  title: 'Packet inspector',
  none: 'Select a packet on the stage or an event that sends one.',
  again: ', sent again',
  loading: 'The bytes of this packet are coming.',
  noData: 'No data. This packet is the kernels’ own business.',
} as const;

export const goalWords = {
  title: 'Goals',
  met: 'done',
  open: 'not yet',
  observed: (what: string) => `Now: ${what}`,
  allMet: 'All goals reached.',
  progress: (met: number, of: number) => `${met} of ${plural(of, 'goal', 'goals')} reached`,
  announceMet: (text: string) => `Goal reached: ${text}`,
  celebrate: 'That was the last one. All goals of this bench are reached.',
  hint: 'Give me a hint',
  nextHint: (left: number) => `Next hint (${left} left)`,
  noMoreHints: (solutions: boolean) =>
    solutions ? 'That was the last hint. The solutions are below.' : 'That was the last hint.',
  hintNumber: (number: number, of: number) => `Hint ${number} of ${of}`,
  showSolution: 'Show a solution',
  showSolutionAsk: 'Solutions open beside your work. Nothing of yours is replaced.',
  solution: (number: number, title: string) => `Solution ${number}: ${title}`,
  solutionFailed: 'The solution could not be fetched. Your own work is untouched; try again.',
  answer: 'Answer',
  answerRight: 'That is right.',
  answerWrong: 'Not that. Look again at what the bench shows.',
  answerFailed: 'The answer could not be checked: the site did not reply. Try again.',
} as const;

export const predictionWords = {
  title: 'Before you try it',
  ask: 'What do you expect? There is no score for this.',
  kept: (choice: string) => `You said: ${choice}`,
  skip: 'Skip, and show me',
  happened: 'What happened',
  change: 'Change my mind',
} as const;
