/** The messages of both ends by their type byte: name, what they are for, and what is in them. */
import { type FieldCursor, shown } from './field-cursor';

export type MessageRow = {
  name: string;
  about: string;
  /** Names what follows the length; what it leaves over is named for it. */
  body?: (cursor: FieldCursor, state: { passwords: number }) => void;
};

const quoted = (text: string) => `“${shown(text)}”`;
const count = (number: number, one: string) => `${number} ${one}${number === 1 ? '' : 's'}`;
const named = (text: string) => (text === '' ? 'without a name' : quoted(text));

/** Types that this course's tables have, by their number in pg_type. */
const types: Record<number, string> = {
  0: 'the server is to find out',
  19: 'name',
  20: 'bigint',
  23: 'integer',
  25: 'text',
};
const typeOf = (oid: number) => `type number ${oid}${types[oid] ? `: ${types[oid]}` : ''}`;
const formatOf = (code: number) => (code === 0 ? 'as text' : 'in binary');

/** Values with their lengths before them; -1 stands for NULL. */
function values(cursor: FieldCursor, many: number) {
  for (let index = 1; index <= many && cursor.left() > 0; index++) {
    const length = cursor.number(4, 'length of value', (size) =>
      size < 0 ? 'no value: NULL' : `${size} bytes follow`,
    );
    cursor.take(length, `value ${index}`, (part) => quoted(part.toString('utf8')));
  }
}

function formats(cursor: FieldCursor, what: string) {
  const many = cursor.number(2, 'formats', (number) => `${count(number, 'format')} for ${what}`);
  for (let index = 0; index < many && cursor.left() > 0; index++) {
    cursor.number(2, 'format', formatOf);
  }
}

/** Attributes of SCRAM, RFC 5802 section 5.1. */
const attributes: Record<string, [name: string, meaning: string]> = {
  n: ['SCRAM name', 'left empty: the server has it from the first message'],
  r: ['SCRAM nonce', 'chance, so that no conversation is like another; the server adds its part'],
  s: ['SCRAM salt', 'mixed into the password before it is hashed, in base64'],
  i: ['SCRAM iterations', 'how many times to hash, so that guessing is slow'],
  c: ['SCRAM binding', 'says that TLS is not part of the proof, in base64'],
  p: ['SCRAM proof', 'shows that the client knows the password. The password itself never travels'],
  v: ['SCRAM signature', 'shows that the server knows the password, too'],
  e: ['SCRAM error', 'why it failed'],
};

/** Comma-separated attributes; `n,,` in front says that there is no channel binding. */
function scram(cursor: FieldCursor, text: string) {
  let rest = text;
  const header = /^[ny],,/.exec(rest)?.[0];
  if (header) {
    cursor.take(header.length, 'SCRAM header', () => 'the log-in is not bound to a TLS connection');
    rest = rest.slice(header.length);
  }
  for (const part of rest.split(/(?<=,)/)) {
    const [name, meaning] = attributes[part.slice(0, 1)] ?? ['SCRAM', 'more of the log-in'];
    cursor.take(part.length, name, () => `${shown(part.replace(/,$/, ''))}: ${meaning}`);
  }
}

const left = (cursor: FieldCursor, name: string, meaning: (text: string) => string) =>
  cursor.take(cursor.left(), name, (part) => meaning(part.toString('utf8')));

export const frontendMessages: Record<string, MessageRow> = {
  Q: {
    name: 'Query',
    about: 'SQL as text, to be run at once',
    body: (cursor) => void cursor.text('SQL', quoted),
  },
  P: {
    name: 'Parse',
    about: 'SQL with places for values; the values come later, apart from it',
    body(cursor) {
      cursor.text('statement', (text) => `a statement ${named(text)}`);
      cursor.text('SQL', quoted);
      const many = cursor.number(2, 'types', (number) => `${count(number, 'type')} given`);
      for (let index = 0; index < many && cursor.left() > 0; index++) {
        cursor.number(4, 'type', typeOf);
      }
    },
  },
  B: {
    name: 'Bind',
    about: 'the values for the places',
    body(cursor) {
      cursor.text('portal', (text) => `a ready-made question ${named(text)}`);
      cursor.text('statement', (text) => `made of the statement ${named(text)}`);
      formats(cursor, 'the values');
      const many = cursor.number(2, 'values', (number) => `${count(number, 'value')} follow`);
      values(cursor, many);
      formats(cursor, 'the answer');
    },
  },
  D: {
    name: 'Describe',
    about: 'which columns will come?',
    body(cursor) {
      cursor.take(1, 'kind', (part) => (part[0] === 0x53 ? 'of a statement' : 'of a portal'));
      cursor.text('name', named);
    },
  },
  E: {
    name: 'Execute',
    about: 'run it',
    body(cursor) {
      cursor.text('portal', named);
      cursor.number(4, 'rows', (most) => (most === 0 ? 'all rows' : `at most ${most}`));
    },
  },
  C: {
    name: 'Close',
    about: 'forget a statement or a portal',
    body(cursor) {
      cursor.take(1, 'kind', (part) => (part[0] === 0x53 ? 'a statement' : 'a portal'));
      cursor.text('name', named);
    },
  },
  S: { name: 'Sync', about: 'end of this group of messages: answer, please' },
  H: { name: 'Flush', about: 'send what you have' },
  F: { name: 'FunctionCall', about: 'an old way to call a function' },
  d: { name: 'CopyData', about: 'rows for COPY' },
  c: { name: 'CopyDone', about: 'no more rows for COPY' },
  f: { name: 'CopyFail', about: 'COPY is not to be finished' },
  X: { name: 'Terminate', about: 'the client says goodbye' },
  p: {
    name: 'SASLResponse',
    about: 'a step of the log-in',
    body(cursor, state) {
      state.passwords++;
      if (state.passwords === 1) {
        cursor.text('mechanism', (text) => `the client chooses ${text}`);
        cursor.number(4, 'length of answer', (size) => `${size} bytes follow`);
      }
      const text = cursor.rest();
      scram(cursor, text);
    },
  },
};

const authentications: Record<number, string> = {
  0: '0: you are who you say you are',
  3: '3: send the password as it is',
  5: '5: send the password hashed with MD5',
  10: '10: prove that you know the password, in one of these ways',
  11: '11: the server’s part of the proof follows',
  12: '12: the end of the proof follows',
};

const errorFields: Record<string, [name: string, meaning: string]> = {
  S: ['severity', 'how bad; FATAL ends the connection'],
  V: ['severity', 'the same in English, whatever the language of the server'],
  C: ['code', 'a code of five characters, the same in every language'],
  M: ['message', 'what went wrong, for people'],
  D: ['detail', 'more about it'],
  H: ['hint', 'what to try'],
  P: ['position', 'at which character of the SQL'],
  F: ['file', 'where in PostgreSQL’s own source'],
  L: ['line', 'on which line of that file'],
  R: ['routine', 'in which of its functions'],
};

function complaint(cursor: FieldCursor) {
  while (cursor.left() > 0 && cursor.peek() !== 0) {
    const letter = String.fromCharCode(cursor.peek() ?? 0);
    const [name, meaning] = errorFields[letter] ?? ['field', 'more about it'];
    cursor.text(name, (text) => `${shown(text.slice(1))}: ${meaning}`);
  }
  cursor.take(1, 'end', () => 'a zero byte: no more fields');
}

const transactions: Record<string, string> = {
  I: 'I: no transaction is open',
  T: 'T: a transaction is open',
  E: 'E: a transaction has failed and waits for ROLLBACK',
};

export const backendMessages: Record<string, MessageRow> = {
  R: {
    name: 'Authentication',
    about: 'how the log-in goes on',
    body(cursor) {
      const kind = cursor.number(4, 'kind', (value) => authentications[value] ?? `${value}`);
      if (kind === 10) {
        while (cursor.left() > 0 && cursor.peek() !== 0) {
          cursor.text('mechanism', (text) => `${text}: a way to prove it`);
        }
        cursor.take(1, 'end', () => 'a zero byte: no more ways');
      } else if (kind === 11 || kind === 12) scram(cursor, cursor.rest());
    },
  },
  S: {
    name: 'ParameterStatus',
    about: 'something about the server that a client should know',
    body(cursor) {
      const name = cursor.text('parameter', (text) => `a name: ${text}`);
      cursor.text('value', (text) => `${name} is ${text === '' ? 'empty' : text}`);
    },
  },
  K: {
    name: 'BackendKeyData',
    about: 'what a client shows when it wants a question stopped',
    body(cursor) {
      cursor.number(4, 'process', (pid) => `this connection is number ${pid} at the server`);
      left(cursor, 'key', () => 'a secret by chance');
    },
  },
  Z: {
    name: 'ReadyForQuery',
    about: 'your turn',
    body: (cursor) =>
      void cursor.take(1, 'transaction', (part) => {
        const letter = part.toString('latin1');
        return transactions[letter] ?? letter;
      }),
  },
  T: {
    name: 'RowDescription',
    about: 'the columns of the answer',
    body(cursor) {
      const many = cursor.number(2, 'columns', (number) => `${count(number, 'column')}`);
      for (let index = 0; index < many && cursor.left() > 0; index++) {
        cursor.text('column', (text) => `called ${text}`);
        cursor.number(4, 'table', (oid) => (oid === 0 ? 'of no table' : `of table number ${oid}`));
        cursor.number(2, 'place', (place) => (place === 0 ? 'computed' : `column ${place} there`));
        cursor.number(4, 'type', typeOf);
        cursor.number(2, 'size', (size) => (size < 0 ? 'any length' : `${size} bytes inside`));
        cursor.number(4, 'modifier', (value) => (value < 0 ? 'no limit' : `${value}`));
        cursor.number(2, 'format', formatOf);
      }
    },
  },
  D: {
    name: 'DataRow',
    about: 'one row',
    body(cursor) {
      values(
        cursor,
        cursor.number(2, 'values', (number) => `${count(number, 'value')} in this row`),
      );
    },
  },
  C: {
    name: 'CommandComplete',
    about: 'it is done',
    body: (cursor) => void cursor.text('done', (text) => `${shown(text)}, with the number of rows`),
  },
  E: { name: 'ErrorResponse', about: 'it did not work', body: complaint },
  N: { name: 'NoticeResponse', about: 'a remark; the work goes on', body: complaint },
  1: { name: 'ParseComplete', about: 'the SQL is understood' },
  2: { name: 'BindComplete', about: 'the values fit' },
  3: { name: 'CloseComplete', about: 'forgotten' },
  n: { name: 'NoData', about: 'it will have no rows' },
  t: { name: 'ParameterDescription', about: 'the types of the places' },
  s: { name: 'PortalSuspended', about: 'there are more rows' },
  I: { name: 'EmptyQueryResponse', about: 'there was no SQL in it' },
  A: { name: 'NotificationResponse', about: 'somebody called NOTIFY' },
  G: { name: 'CopyInResponse', about: 'send rows now' },
  H: { name: 'CopyOutResponse', about: 'rows follow' },
  d: { name: 'CopyData', about: 'rows of COPY' },
  c: { name: 'CopyDone', about: 'no more rows of COPY' },
  V: { name: 'FunctionCallResponse', about: 'what the function gave' },
  v: { name: 'NegotiateProtocolVersion', about: 'the server speaks an older version' },
};
