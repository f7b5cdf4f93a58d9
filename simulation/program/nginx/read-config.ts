/** Reads nginx's configuration: the rules of each statement, and the tree of its blocks. */
import { errnoNumber, formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { readFileBytes } from '../file-bytes';
import { fitsGlob } from '../glob';
import { directoryOf } from '../path';
import { type Block, createBlock, type Reading } from './block';
import { checkDirective } from './check-directive';
import {
  ConfigFault,
  createWordReader,
  faultAt,
  type Place,
  readStatement,
  type Statement,
  type WordReader,
} from './config-words';
import { type Context, type Directive, directives, parseSize, parseTime } from './directives';

const inside: Readonly<Record<string, Context>> = {
  events: 'e',
  http: 'h',
  server: 's',
  location: 'l',
  upstream: 'u',
};

/** Reads a file to its end into `block`. Throws a `ConfigFault`. */
export function* readConfigFile(
  reading: Reading,
  path: string,
  block: Block,
  from: Place | null,
): Routine {
  const text = yield* readFileBytes(path);
  if (!text.ok) {
    const message = `open() "${path}" failed (${errnoNumber(text.errno)}: ${formatErrno(text.errno)})`;
    throw from ? faultAt(from, message) : new ConfigFault(message);
  }
  if (reading.files.length > 200) throw new ConfigFault('too many levels of "include"');
  if (!reading.files.some((file) => file.path === path)) {
    reading.files.push({ path, text: text.value });
  }
  yield* readStatements(reading, createWordReader(path, text.value), block, false);
}

/** Reads up to the `}` of a block, or to the end of a file or of `-g`. */
export function* readStatements(
  reading: Reading,
  reader: WordReader,
  block: Block,
  nested: boolean,
): Routine {
  for (;;) {
    const statement = readStatement(reader);
    if (statement.kind === 'close') {
      if (nested) return;
      throw faultAt(statement.place, 'unexpected "}"');
    }
    if (statement.kind === 'end') {
      if (!nested) return;
      throw faultAt(statement.place, 'unexpected end of file, expecting "}"');
    }
    if (statement.kind === 'block' && reader.place.file === null) {
      throw faultAt(statement.place, 'block directives are not supported in -g option');
    }
    yield* takeStatement(reading, reader, block, statement);
  }
}

type Given = Extract<Statement, { words: string[] }>;

function* takeStatement(
  reading: Reading,
  reader: WordReader,
  block: Block,
  { kind, words, place }: Given,
): Routine {
  const [name = '', ...args] = words;
  if (block.context === 'types' && name !== 'include') {
    for (const ending of args) addType(reading, block, ending, name, place);
    return;
  }
  const directive = findDirective(name, block, place);
  const isBlock = directive.kind === 'block' || (name === 'if' && kind === 'block');
  if (!isBlock && kind === 'block') {
    throw faultAt(place, `directive "${name}" is not terminated by ";"`);
  }
  if (directive.kind === 'block' && kind !== 'block') {
    throw faultAt(place, `directive "${name}" has no opening "{"`);
  }
  if (args.length < directive.least || args.length > directive.most) {
    throw faultAt(place, `invalid number of arguments in "${name}" directive`);
  }
  if (directive.kind === 'refused') {
    throw faultAt(place, `"${name}" directive is not in this simulation`);
  }
  if (name === 'include') return yield* include(reading, block, args[0] ?? '', place);
  if (isBlock) return yield* takeBlock(reading, reader, block, words, place);
  checkValue(directive, args, block, place);
  yield* checkDirective(reading, block, words, place);
  if (directive.kind === 'many') {
    block.lists[name] = [...(block.lists[name] ?? []), { words: args, place }];
  } else {
    block.values[name] = args;
    block.places[name] = place;
  }
}

function findDirective(name: string, block: Block, place: Place): Directive {
  const named = directives.filter((one) => one.name === name);
  if (named.length === 0) throw faultAt(place, `unknown directive "${name}"`);
  const context = block.context === 'types' ? 'h' : block.context;
  const fits = named.find((one) => one.contexts.includes(context));
  if (!fits) throw faultAt(place, `"${name}" directive is not allowed here`);
  return fits;
}

function checkValue(
  { name, kind }: Directive,
  args: readonly string[],
  block: Block,
  place: Place,
): void {
  const [value = ''] = args;
  if (name === 'root' || name === 'alias') {
    const other = name === 'root' ? 'alias' : 'root';
    if (block.values[other]) {
      throw faultAt(
        place,
        `"${name}" directive is duplicate, "${other}" directive was specified earlier`,
      );
    }
  }
  if (kind !== 'many' && block.values[name]) {
    throw faultAt(place, `"${name}" directive is duplicate`);
  }
  if (kind === 'flag' && !/^(on|off)$/i.test(value)) {
    throw faultAt(
      place,
      `invalid value "${value}" in "${name}" directive, it must be "on" or "off"`,
    );
  }
  if (kind === 'number' && !/^\d{1,15}$/.test(value)) {
    throw faultAt(place, `"${name}" directive invalid number`);
  }
  const bad =
    (kind === 'size' && parseSize(value) === null) ||
    ((kind === 'time' || name === 'keepalive_timeout') && parseTime(value) === null);
  if (bad) throw faultAt(place, `"${name}" directive invalid value`);
}

function* takeBlock(
  reading: Reading,
  reader: WordReader,
  outer: Block,
  words: readonly string[],
  place: Place,
): Routine {
  const [name = ''] = words;
  if (name === 'types') {
    const block = createBlock('types', words, place);
    block.types = outer.types;
    yield* readStatements(reading, reader, block, true);
    outer.types = block.types ?? {};
    return;
  }
  const only = name === 'events' || name === 'http';
  if (only && outer.blocks.some((block) => block.words[0] === name)) {
    throw faultAt(place, `"${name}" directive is duplicate`);
  }
  const block = createBlock(inside[name] ?? 'm', words, place);
  yield* checkDirective(reading, outer, words, place);
  outer.blocks.push(block);
  yield* readStatements(reading, reader, block, true);
  if (name === 'upstream' && !block.lists.server) {
    throw faultAt({ ...reader.place }, 'no servers are inside upstream');
  }
  if (name === 'http') yield* reading.finish(block, { ...reader.place });
}

function addType(reading: Reading, block: Block, ending: string, type: string, place: Place): void {
  const old = block.types?.[ending];
  if (old !== undefined) {
    const message = `duplicate extension "${ending}", content type: "${type}", previous content type: "${old}"`;
    reading.warnings.push(faultAt(place, message).message);
  }
  block.types = { ...block.types, [ending]: type };
}

/** `include` with a path or a pattern; a pattern may match nothing. */
function* include(reading: Reading, block: Block, given: string, place: Place): Routine {
  const path = given.startsWith('/') ? given : `${directoryOf(reading.path)}/${given}`;
  if (!/[*?[]/.test(path)) return yield* readConfigFile(reading, path, block, place);
  const folder = directoryOf(path);
  const names = yield* sys.readdir(folder);
  const pattern = path.slice(folder === '/' ? 1 : folder.length + 1);
  for (const name of names.ok ? names.value : []) {
    if (fitsGlob(pattern, name)) yield* readConfigFile(reading, `${folder}/${name}`, block, place);
  }
}
