/** Words of looking at time: which events are shown, bookmarks, two moments and what changed. */

const layers = {
  program: 'programs and their calls',
  http: 'HTTP',
  dns: 'DNS',
  tcp: 'TCP',
  udp: 'UDP',
  icmp: 'ICMP',
  ip: 'IP (every packet)',
  link: 'cables and machines',
} as const;

/** What a filter lets through, in words. */
function onlyWords({ host, layer }: { host: string | null; layer: keyof typeof layers | null }) {
  const what = layer === null ? 'what happens' : layers[layer];
  return host === null ? what : `${what} at ${host}`;
}

const fieldWords = {
  state: 'state',
  local: 'local address',
  peer: 'peer',
  recvQ: 'Recv-Q',
  sendQ: 'Send-Q',
  owners: 'process',
  waiting: 'waiting to be accepted',
} as const;

export const momentWords = {
  host: 'Host',
  everyHost: 'every host',
  layer: 'Layer',
  everyLayer: 'every layer',
  layers,
  filtered: (
    filter: { host: string | null; layer: keyof typeof layers | null },
    shown: number,
    of: number,
  ) =>
    filter.host === null && filter.layer === null
      ? `All ${of} events are shown.`
      : `Shown: only ${onlyWords(filter)}, ${shown} of ${of} events. Step and Play pass over the others.`,
  showAll: 'Show all events',
  notShown: (atEnd: boolean) =>
    atEnd
      ? 'The end. What happened last is not among the events shown.'
      : 'This moment lies between the events shown.',

  noneFits: 'None of the events so far is among those you chose to see.',
  printed: 'What happened',

  title: 'Moments',
  loading: 'Fetching your moments …',
  bookmarks: 'Bookmarks',
  bookmarkCalled: (name: string) => `Bookmark: ${name}`,
  bookmarkName: 'Name of this moment',
  bookmarkAdd: 'Bookmark it',
  bookmarkRename: 'Rename',
  bookmarkRemove: (name: string) => `Remove the bookmark ${name}`,
  bookmarkAdded: (name: string) => `Bookmarked: ${name}`,
  bookmarkRemoved: (name: string) => `No longer bookmarked: ${name}`,
  bookmarksFull: (most: number) => `${most} bookmarks is the most. Remove one to add another.`,
  bookmarksEmpty:
    'None yet. A bookmark keeps a moment under a name of yours, here and in the link to this bench.',
  eventNumber: (number: number) => (number === 0 ? 'The start' : `Event ${number}`),
  place: (number: number, say: string) => (number === 0 ? 'the start' : `event ${number}: ${say}`),

  compare: 'What changed between A and B',
  moment: { a: 'Moment A', b: 'Moment B' },
  unset: {
    a: 'the start, until you choose another',
    b: 'this moment, wherever you stand, until you choose one',
  },
  setHere: 'Set to this moment',
  goThere: 'Go there',
  clear: 'Clear',
  momentSet: (name: 'a' | 'b', place: string) => `Moment ${name.toUpperCase()} is ${place}`,
  loop: 'Play from A to B again and again',
  loopNeeds: 'Choose two different moments, A and B, first.',
  same: 'The socket tables are the same at both moments.',
  changes: { added: 'new', gone: 'gone', changed: 'changed' },
  fields: fieldWords,
  columns: { host: 'Host', change: 'Change', socket: 'Socket', a: 'At A', b: 'At B' },
  none: 'no row',
  nothing: 'none',
  added: (row: string) => `A new row: ${row}.`,
  gone: (row: string) => `Gone: ${row}.`,
  changed: (row: string, changes: readonly string[]) => `Changed: ${row}. ${changes.join(' ')}`,
  became: (field: keyof typeof fieldWords, from: string, to: string) =>
    `Its ${fieldWords[field]} was ${from} and is ${to}.`,
  tableLabel: 'Socket tables at A and B',
} as const;

/** The notes of the first bench that somebody opens. */
export const coachWords = {
  label: 'How a bench works',
  number: (at: number, of: number) => `${at} of ${of}:`,
  notes: [
    'The picture shows every machine with its programs, its sockets and its addresses. Click a row to follow it.',
    'Time stands still until you move it. The buttons below the picture take you one event on, and back again.',
    'The terminal is yours: type any command. Undo takes back whatever you did.',
  ],
  understood: 'Got it',
  enough: 'No more of these',
} as const;
