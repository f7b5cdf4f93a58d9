/** named.conf as statements: words, blocks in braces, semicolons, three kinds of comment. */

type ConfWord = { text: string; quoted: boolean; line: number };
/** `option words { block };` */
export type Statement = {
  line: number;
  words: ConfWord[];
  block: Statement[] | null;
  tail: ConfWord[];
};
export type ConfError = { line: number; message: string };
export type SyntaxReading = { ok: true; statements: Statement[] } | { ok: false; error: ConfError };

class Mistake extends Error {
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

const comment = /^(?:\/\/[^\n]*|#[^\n]*|\/\*[^]*?\*\/)/;

function readWords(text: string): ConfWord[] {
  const words: ConfWord[] = [];
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const skipped = /^\s+/.exec(rest)?.[0] ?? comment.exec(rest)?.[0];
    if (skipped !== undefined) {
      line += skipped.split('\n').length - 1;
      at += skipped.length;
      continue;
    }
    const string = /^"((?:[^"\\\n]|\\.)*)"/.exec(rest);
    if (rest.startsWith('"') && !string) throw new Mistake(line, 'unbalanced quotes');
    const plain = /^[{};]|^[^\s{};"]+?(?=\/\/|\/\*|[\s{};"#]|$)/.exec(rest)?.[0] ?? rest.charAt(0);
    const quoted = string !== null;
    words.push({ text: string?.[1] ?? plain, quoted, line });
    at += string?.[0].length ?? plain.length;
  }
  words.push({ text: '', quoted: false, line });
  return words;
}

class Parser {
  private at = 0;
  constructor(private readonly words: readonly ConfWord[]) {}

  /** The last word stands for the end of the file. */
  private peek(): ConfWord {
    return this.words[this.at] ?? { text: '', quoted: false, line: 0 };
  }
  private ended(): boolean {
    return this.at >= this.words.length - 1;
  }
  private is(mark: string): boolean {
    const { text, quoted } = this.peek();
    return !this.ended() && !quoted && text === mark;
  }

  statements(inner: boolean): Statement[] {
    const found: Statement[] = [];
    for (;;) {
      if (this.ended()) {
        if (!inner) return found;
        throw new Mistake(this.peek().line, "'}' expected near end of file");
      }
      if (this.is('}')) {
        if (inner) return found;
        throw new Mistake(this.peek().line, "syntax error near '}'");
      }
      if (this.is(';') || this.is('{')) {
        throw new Mistake(this.peek().line, `unexpected token near '${this.peek().text}'`);
      }
      found.push(this.statement(inner));
    }
  }

  private statement(inner: boolean): Statement {
    const statement: Statement = { line: this.peek().line, words: [], block: null, tail: [] };
    for (;;) {
      const word = this.peek();
      if (this.ended()) {
        // The last brace of the file may stand without its semicolon.
        if (statement.block && !inner) return statement;
        throw new Mistake(word.line, "missing ';' before end of file");
      }
      if (this.is('}')) throw new Mistake(word.line, "missing ';' before '}'");
      this.at += 1;
      if (word.quoted || (word.text !== '{' && word.text !== ';')) {
        (statement.block ? statement.tail : statement.words).push(word);
      } else if (word.text === ';') return statement;
      else {
        statement.block = this.statements(true);
        this.at += 1;
      }
    }
  }
}

export function readStatements(text: string): SyntaxReading {
  try {
    return { ok: true, statements: new Parser(readWords(text)).statements(false) };
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return { ok: false, error: { line: error.line, message: error.message } };
  }
}
