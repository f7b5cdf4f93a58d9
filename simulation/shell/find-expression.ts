/** The command line of find(1): where to look, tests and actions. */

export type FindTest =
  | { kind: 'and' | 'or'; left: FindTest; right: FindTest }
  | { kind: 'not'; inner: FindTest }
  | { kind: 'true' | 'empty' | 'delete' }
  | { kind: 'name'; pattern: string; whole: boolean; anyCase: boolean }
  | { kind: 'type'; letter: string }
  | { kind: 'user'; name: string }
  /** `unit` is bytes of a block or milliseconds. */
  | { kind: 'number'; of: 'size' | 'age'; sign: '+' | '-' | ''; value: number; unit: number }
  | { kind: 'perm'; mode: number; all: boolean }
  | { kind: 'print'; end: string }
  | { kind: 'exec'; argv: string[]; together: boolean };

export type FindPlan = {
  paths: string[];
  test: FindTest;
  minDepth: number;
  maxDepth: number;
  depthFirst: boolean;
  /** Help or version in place of a search. */
  shows: string | null;
};

class FindStop extends Error {}

const version = 'find (GNU findutils) 4.9.0\n';
const help = `Usage: find [path...] [expression]

Tests: -name PATTERN  -iname PATTERN  -path PATTERN  -type f|d  -empty
       -size [+-]N[ckMG]  -mtime [+-]N  -mmin [+-]N  -user NAME  -perm [-]MODE
Actions: -print  -print0  -delete  -exec COMMAND ;  -exec COMMAND {} +
Operators: ( EXPR )  ! EXPR  -not EXPR  -a  -o
Global: -maxdepth N  -mindepth N  -depth
`;

/** Predicates of the real find that are told apart from mistakes. */
const known = [
  ...['amin', 'anewer', 'atime', 'cmin', 'cnewer', 'context', 'ctime', 'daystart', 'executable'],
  ...['false', 'files0-from', 'fls', 'follow', 'fprint', 'fprint0', 'fprintf', 'fstype', 'gid'],
  ...['group', 'ilname', 'inum', 'ipath', 'iregex', 'links', 'lname', 'ls', 'newer', 'nogroup'],
  ...[
    'nouser',
    'ok',
    'okdir',
    'execdir',
    'printf',
    'prune',
    'quit',
    'readable',
    'regex',
    'samefile',
  ],
  ...['uid', 'used', 'wholename', 'writable', 'xdev', 'xtype', 'mount'],
];

/** `message` is without the leading `find: `. */
export function parseFind(
  args: readonly string[],
): { ok: true; value: FindPlan } | { ok: false; message: string } {
  const first = args.findIndex((arg) => /^-./.test(arg) || arg === '(' || arg === '!');
  const paths = args.slice(0, first < 0 ? args.length : first);
  const words = first < 0 ? [] : args.slice(first);
  try {
    return { ok: true, value: new Reader(words).plan(paths.length > 0 ? paths : ['.']) };
  } catch (stop) {
    if (stop instanceof FindStop) return { ok: false, message: stop.message };
    throw stop;
  }
}

class Reader {
  #at = 0;
  #depth = 0;
  #acts = false;
  readonly #limits = {
    minDepth: 0,
    maxDepth: 1000,
    depthFirst: false,
    shows: null as string | null,
  };

  constructor(readonly words: readonly string[]) {}

  plan(paths: string[]): FindPlan {
    const inner: FindTest = this.words.length === 0 ? { kind: 'true' } : this.#either();
    const rest = this.words[this.#at];
    if (rest === ')') throw new FindStop('invalid expression; you have used a binary operator');
    if (rest !== undefined) {
      const text = `paths must precede expression: \`${rest}'`;
      throw new FindStop(text);
    }
    const print: FindTest = { kind: 'print', end: '\n' };
    const test: FindTest = this.#acts ? inner : { kind: 'and', left: inner, right: print };
    return { paths, test, ...this.#limits };
  }

  #either(): FindTest {
    let left = this.#both();
    while (this.#take('-o', '-or')) left = { kind: 'or', left, right: this.#both() };
    return left;
  }

  #both(): FindTest {
    let left = this.#term();
    for (let next = this.words[this.#at]; next !== undefined; next = this.words[this.#at]) {
      if (next === '-o' || next === '-or' || next === ')') break;
      this.#take('-a', '-and');
      left = { kind: 'and', left, right: this.#term() };
    }
    return left;
  }

  #term(): FindTest {
    if (this.#depth > 60) throw new FindStop('the expression is nested too deeply');
    const word = this.words[this.#at++];
    if (word === undefined) throw new FindStop('expected an expression after the last operator');
    if (word === '!' || word === '-not') {
      this.#depth += 1;
      const inner = this.#term();
      this.#depth -= 1;
      return { kind: 'not', inner };
    }
    if (word === '(') {
      this.#depth += 1;
      const inner = this.#either();
      this.#depth -= 1;
      if (!this.#take(')')) {
        throw new FindStop(
          "invalid expression; I was expecting to find a ')' somewhere but did not see one.",
        );
      }
      return inner;
    }
    if (!word.startsWith('-') || word === '-') {
      throw new FindStop(`paths must precede expression: \`${word}'`);
    }
    return this.#predicate(word);
  }

  #take(...wanted: string[]): boolean {
    if (!wanted.includes(this.words[this.#at] ?? '\0')) return false;
    this.#at += 1;
    return true;
  }

  #value(of: string): string {
    const value = this.words[this.#at++];
    if (value === undefined) throw new FindStop(`missing argument to \`${of}'`);
    return value;
  }

  #predicate(word: string): FindTest {
    switch (word) {
      case '-name':
      case '-iname':
        return {
          kind: 'name',
          pattern: this.#value(word),
          whole: false,
          anyCase: word === '-iname',
        };
      case '-path':
        return { kind: 'name', pattern: this.#value(word), whole: true, anyCase: false };
      case '-type':
        return this.#type(this.#value(word));
      case '-user':
        return { kind: 'user', name: this.#value(word) };
      case '-empty':
        return { kind: 'empty' };
      case '-true':
        return { kind: 'true' };
      case '-size':
      case '-mtime':
      case '-mmin':
        return this.#number(word, this.#value(word));
      case '-perm':
        return this.#permissions(this.#value(word));
      case '-maxdepth':
      case '-mindepth':
        return this.#limit(word, this.#value(word));
      case '-depth':
        this.#limits.depthFirst = true;
        return { kind: 'true' };
      case '-print':
      case '-print0':
        this.#acts = true;
        return { kind: 'print', end: word === '-print' ? '\n' : '\0' };
      case '-delete':
        this.#acts = true;
        this.#limits.depthFirst = true;
        return { kind: 'delete' };
      case '-exec':
        this.#acts = true;
        return this.#exec();
      case '-help':
      case '--help':
      case '-version':
      case '--version':
        this.#limits.shows = word.endsWith('help') ? help : version;
        return { kind: 'true' };
      default:
        throw new FindStop(
          known.includes(word.slice(1))
            ? `${word} of the real tool is not in this simulation`
            : `unknown predicate \`${word}'`,
        );
    }
  }

  #type(letter: string): FindTest {
    if (letter === 'f' || letter === 'd') return { kind: 'type', letter };
    // Links, pipes, sockets and devices: a simulated host has none.
    if (/^[bclpsD]$/.test(letter)) return { kind: 'type', letter };
    if (letter.includes(',')) throw new FindStop('lists of types are not in this simulation');
    throw new FindStop(`Unknown argument to -type: ${letter.charAt(0)}`);
  }

  #number(word: string, text: string): FindTest {
    const found = /^([-+]?)(\d{1,12})([bckMGw]?)$/.exec(text);
    const size = word === '-size';
    if (!found || (!size && found[3] !== '')) {
      throw new FindStop(
        size ? `Invalid argument \`${text}' to -size` : `invalid argument \`${text}' to \`${word}'`,
      );
    }
    const [, sign = '', value = '', unit = ''] = found;
    const bytes: Record<string, number> = {
      '': 512,
      b: 512,
      c: 1,
      w: 2,
      k: 1024,
      M: 1024 ** 2,
      G: 1024 ** 3,
    };
    const length = size ? (bytes[unit] ?? 512) : word === '-mmin' ? 60_000 : 86_400_000;
    return {
      kind: 'number',
      of: size ? 'size' : 'age',
      sign: sign as '+' | '-' | '',
      value: Number(value),
      unit: length,
    };
  }

  #permissions(text: string): FindTest {
    const found = /^(-?)([0-7]{1,4})$/.exec(text);
    if (!found) throw new FindStop(`invalid mode \`${text}'`);
    return { kind: 'perm', mode: Number.parseInt(found[2] ?? '0', 8), all: found[1] === '-' };
  }

  #limit(word: string, text: string): FindTest {
    if (!/^\d{1,6}$/.test(text)) {
      throw new FindStop(
        `Expected a positive decimal integer argument to ${word}, but got \`${text}'`,
      );
    }
    this.#limits[word === '-maxdepth' ? 'maxDepth' : 'minDepth'] = Number(text);
    return { kind: 'true' };
  }

  #exec(): FindTest {
    const argv: string[] = [];
    for (;;) {
      const word = this.words[this.#at++];
      if (word === undefined) throw new FindStop("missing argument to `-exec'");
      if (word === ';' && argv.length > 0) return { kind: 'exec', argv, together: false };
      if (word === '+' && argv.at(-1) === '{}') return { kind: 'exec', argv, together: true };
      argv.push(word);
    }
  }
}
