/** Words of the wire view: bytes of a conversation, and what each of them means. */

const count = (n: number, one: string) =>
  `${n.toLocaleString('en-GB')} ${one}${n === 1 ? '' : 's'}`;

export const wireWords = {
  bytes: (n: number) => count(n, 'byte'),
  who: { client: 'client', server: 'server' },
  says: { client: 'client → server', server: 'server → client' },
  /** Name of a message whose parts can be walked through. */
  turn: (who: string, bytes: number, fields: number) =>
    `Message of the ${who}, ${count(bytes, 'byte')}, ${count(fields, 'part')}. Arrow keys walk through the parts.`,
  plainTurn: (who: string, bytes: number) => `Message of the ${who}, ${count(bytes, 'byte')}`,
  hint: 'Point at a part of a message, or walk through it with the arrow keys, to read what it means.',
  hintFields:
    'Point at a byte or a field, or walk through them with the arrow keys, to read what it is for.',
  place: (at: number, length: number) =>
    length === 1 ? `byte ${at}` : `bytes ${at} to ${at + length - 1}`,
  said: (name: string, meaning: string) => `${name}: ${meaning}`,
  hex: 'Show every byte as a number',
  list: (fields: number) => `The same as a list of ${count(fields, 'part')}`,
  columns: { from: 'From', at: 'Bytes', text: 'As text', hex: 'As numbers', means: 'What it is' },
  unexplained: 'not explained',
  more: (bytes: number) => `Show all ${count(bytes, 'byte')}`,
  less: 'Show the beginning only',
  notKept: (bytes: number) => `${count(bytes, 'more byte')} went by that the record did not keep.`,
  silent: 'Connected, and nobody has said a word.',
} as const;
