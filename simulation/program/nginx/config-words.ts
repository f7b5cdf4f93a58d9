/** Words and statements of nginx's configuration language (ngx_conf_read_token of 1.22). */

/** Where a statement stands; `file` is null for the `-g` option. */
export type Place = { file: string | null; line: number };

/** Ends the reading of a configuration; `message` is what nginx logs after `[emerg]`. */
export class ConfigFault extends Error {}

export function formatPlace({ file, line }: Place): string {
  return file === null ? ' in command line' : ` in ${file}:${line}`;
}

export function faultAt(place: Place, message: string): ConfigFault {
  return new ConfigFault(`${message}${formatPlace(place)}`);
}

/** What has been read of one file so far. */
export type WordReader = { text: string; at: number; place: Place };

export type Statement =
  | { kind: 'simple' | 'block'; words: string[]; place: Place }
  | { kind: 'close'; place: Place }
  | { kind: 'end'; place: Place };

const space = /[ \t\r\n]/;
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '\\': '\\',
  t: '\t',
  r: '\r',
  n: '\n',
};

/** Takes the backslashes out that stand before quotes, backslashes and letters of C. */
function unescape(word: string): string {
  return word.replace(/\\(["'\\trn])/g, (_, character: string) => escapes[character] ?? character);
}

export function createWordReader(file: string | null, text: string): WordReader {
  return { text, at: 0, place: { file, line: 1 } };
}

/** The next statement up to its `;`, `{` or `}`. Throws a `ConfigFault`. */
export function readStatement(reader: WordReader): Statement {
  const words: string[] = [];
  const place = () => ({ ...reader.place });
  const done = (kind: 'simple' | 'block'): Statement => ({ kind, words, place: place() });
  const unexpected = (character: string) => faultAt(place(), `unexpected "${character}"`);
  let afterQuote = false;
  for (;;) {
    const character = reader.text[reader.at];
    if (character === undefined) {
      if (words.length === 0) return { kind: 'end', place: place() };
      throw endInside(reader);
    }
    reader.at += 1;
    if (character === '\n') reader.place.line += 1;
    if (space.test(character)) {
      afterQuote = false;
    } else if (afterQuote && character !== ';' && character !== '{') {
      if (character !== ')') throw unexpected(character);
      afterQuote = false;
    } else if (character === ';' || character === '{') {
      if (words.length === 0) throw unexpected(character);
      return done(character === ';' ? 'simple' : 'block');
    } else if (character === '}') {
      if (words.length > 0) throw unexpected(character);
      return { kind: 'close', place: place() };
    } else if (character === '#') {
      const end = reader.text.indexOf('\n', reader.at);
      reader.at = end < 0 ? reader.text.length : end;
    } else if (character === '"' || character === "'") {
      words.push(readQuoted(reader, character));
      afterQuote = true;
    } else {
      reader.at -= 1;
      words.push(readBare(reader));
    }
  }
}

function endInside(reader: WordReader): ConfigFault {
  const { file } = reader.place;
  return faultAt(
    reader.place,
    file === null
      ? 'unexpected end of parameter, expecting ";"'
      : 'unexpected end of file, expecting ";" or "}"',
  );
}

function readQuoted(reader: WordReader, quote: string): string {
  for (let word = ''; ; ) {
    const character = reader.text[reader.at];
    if (character === undefined) throw endInside(reader);
    reader.at += 1;
    if (character === '\n') reader.place.line += 1;
    if (character === quote) return unescape(word);
    word += character;
    if (character === '\\') word += takeAny(reader);
  }
}

function readBare(reader: WordReader): string {
  let word = '';
  for (;;) {
    const character = reader.text[reader.at];
    if (character === undefined) throw endInside(reader);
    const variable = word.endsWith('$') && character === '{';
    if (space.test(character) || character === ';' || (character === '{' && !variable)) {
      return unescape(word);
    }
    reader.at += 1;
    word += character;
    if (character === '\\') word += takeAny(reader);
  }
}

/** What stands after a backslash, whatever it is. */
function takeAny(reader: WordReader): string {
  const character = reader.text[reader.at] ?? '';
  reader.at += 1;
  if (character === '\n') reader.place.line += 1;
  return character;
}
