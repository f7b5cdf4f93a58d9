/** What Tab does: completes commands, files, host names, variables and jobs. Pure. */

export type CompletionSource = {
  /** Names of programs and builtins. */
  commands: readonly string[];
  /** Names of hosts. */
  hosts: readonly string[];
  /** Texts of the shell's jobs are not known outside; their number is. */
  jobs: number;
  variables: readonly string[];
  cwd: string;
  home: string;
  /** Names in a folder given by its absolute path, folders with a `/` at the end. */
  list: (folder: string) => readonly string[];
};

/** `line` and `cursor` after completing; `options` when there is more than one way to go on. */
export type Completion = { line: string; cursor: number; options: string[] };

const hostCommands = ['ssh', 'ping', 'nc', 'curl', 'getent', 'dig', 'nmap', 'host', 'telnet'];

/** Completes the word that ends at `cursor`. */
export function completeLine(line: string, cursor: number, source: CompletionSource): Completion {
  const at = Math.max(0, Math.min(line.length, Math.floor(cursor) || 0));
  const head = line.slice(0, at);
  const word = lastWord(head);
  const options = [...new Set(candidates(head, word, source))].sort();
  const none = { line, cursor: at, options: [] };
  if (options.length === 0) return none;
  const common = commonStart(options);
  const typed = word.text.slice(word.keep);
  if (options.length > 1 && common.length <= typed.length) {
    return { ...none, options: options.map((option) => option.replace(/^.*\/(?=[^/])/, '')) };
  }
  const [only] = options;
  const end = options.length === 1 && !only?.endsWith('/') ? `${word.quote} ` : '';
  const escaped =
    word.quote === '' ? escapeWord(common.slice(typed.length)) : common.slice(typed.length);
  // A blank that stands there already is not doubled.
  const added = escaped + (end === ' ' && line.charAt(at) === ' ' ? '' : end);
  return {
    line: head + added + line.slice(at),
    cursor: at + added.length,
    options:
      options.length === 1 ? [] : options.map((option) => option.replace(/^.*\/(?=[^/])/, '')),
  };
}

type Word = {
  /** Without quotes and backslashes. */
  text: string;
  /** Where it begins in the line. */
  start: number;
  quote: '' | '"' | "'";
  /** How much of the text stands before what is completed, e.g. `user@` or `http://`. */
  keep: number;
};

/** The word at the end of `head`, as the shell would read it. */
function lastWord(head: string): Word {
  let word: Word = { text: '', start: head.length, quote: '', keep: 0 };
  let open = false;
  for (let at = 0; at < head.length; at += 1) {
    const here = head.charAt(at);
    if (!open) word = { text: '', start: at, quote: '', keep: 0 };
    if (word.quote !== '') {
      if (here === word.quote) word.quote = '';
      else word.text += here;
    } else if (/[\s|&;()<>]/.test(here)) {
      open = false;
      word = { text: '', start: at + 1, quote: '', keep: 0 };
      continue;
    } else if (here === '\\') {
      at += 1;
      word.text += head.charAt(at);
    } else if (here === '"' || here === "'") word.quote = here;
    else word.text += here;
    open = true;
  }
  return word;
}

function candidates(head: string, word: Word, source: CompletionSource): string[] {
  const before = head.slice(0, word.start);
  const command = /(?:^|[|&;(]|\b(?:sudo|do|then|else|!)\s)\s*$/.test(before);
  const starting = (names: readonly string[]) => {
    const typed = word.text.slice(word.keep);
    return names.filter((name) => name.startsWith(typed));
  };
  if (/^\$\w*$/.test(word.text) && word.quote !== "'") {
    return starting(source.variables.map((name) => `$${name}`));
  }
  if (/^%\d*$/.test(word.text)) {
    return starting(
      Array.from({ length: Math.min(source.jobs, 99) }, (_, index) => `%${index + 1}`),
    );
  }
  if (command && !word.text.includes('/')) return starting(source.commands);
  const name = /(?:^|[|&;(]|\bsudo\s)\s*(\S+)\s[^|&;()<>]*$/.exec(before)?.[1] ?? '';
  const files = fileCandidates(word, source);
  if (!hostCommands.includes(name) || /[<>]\s*$/.test(before)) return files;
  word.keep = /^(?:[a-z]+:\/\/|[\w.-]+@)/.exec(word.text)?.[0].length ?? 0;
  const hosts = word.text.includes('/', word.keep) ? [] : starting(source.hosts);
  return word.keep > 0 ? hosts : [...hosts, ...(name === 'curl' || name === 'nc' ? [] : files)];
}

function fileCandidates(word: Word, source: CompletionSource): string[] {
  const slash = word.text.lastIndexOf('/') + 1;
  const folder = word.text.slice(0, slash);
  const name = word.text.slice(slash);
  const path = folder.startsWith('~/')
    ? `${source.home}/${folder.slice(2)}`
    : folder.startsWith('/')
      ? folder
      : `${source.cwd}/${folder}`;
  return source
    .list(normalize(path))
    .filter((entry) => entry.startsWith(name) && (name.startsWith('.') || !entry.startsWith('.')))
    .map((entry) => folder + entry);
}

function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function commonStart(words: readonly string[]): string {
  const [first = '', ...others] = words;
  let length = first.length;
  for (const word of others) {
    let same = 0;
    while (same < length && word[same] === first[same]) same += 1;
    length = same;
  }
  return first.slice(0, length);
}

function escapeWord(text: string): string {
  return text.replace(/[\s"'`$&|;()<>\\*?[\]!#]/g, '\\$&').replace(/^\\\$/, '$');
}
