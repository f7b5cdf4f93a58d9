/** The shapes that `parse.ts` makes of a line of shell (bash(1), sections GRAMMAR, EXPANSION). */

/** `quoted` parts are neither split into words nor read as file patterns. */
export type WordPart =
  | { kind: 'text'; text: string; quoted: boolean }
  | VariablePart
  /** `$(source)` or backquotes. */
  | { kind: 'substitution'; source: string; quoted: boolean }
  /** `$((source))`. */
  | { kind: 'arithmetic'; source: string; sum: Word; quoted: boolean };

/** `$name`, `${name}`, `${name[index]}`; `rule` is what follows the name in `${name:-word}`. */
export type VariablePart = {
  kind: 'variable';
  name: string;
  quoted: boolean;
  /** `@` and `*` stand for all elements, any other word for a sum. */
  index?: Word;
  /** `${!name}`: the variable whose name this one holds, or the places of a list. */
  indirect?: true;
  rule?: VariableRule;
};

export type VariableRule =
  | { kind: 'length' }
  /** Used where the variable is unset, or with `orEmpty` also where it is empty. */
  | { kind: 'default' | 'assign' | 'alternative' | 'error'; orEmpty: boolean; word: Word }
  /** `#` `##` cut at the front, `%` `%%` at the back. */
  | { kind: 'cut'; from: 'front' | 'back'; longest: boolean; word: Word }
  | { kind: 'replace'; at: 'first' | 'all' | 'front' | 'back'; word: Word; by: Word }
  | { kind: 'case'; to: 'upper' | 'lower'; all: boolean; word: Word }
  | { kind: 'slice'; from: Word; length: Word | null };

/** `raw` is the word as it was typed. */
export type Word = { raw: string; parts: WordPart[] };

export type Redirection = { fd: number } & (
  | { kind: 'file'; mode: 'r' | 'w' | 'a'; target: Word; force?: true }
  /** `&>file` and `>&file`: standard output and standard error together. */
  | { kind: 'both'; mode: 'w' | 'a'; target: Word }
  /** `2>&1`, `<&3`, `>&-`. */
  | { kind: 'copy'; target: Word }
  /** `<<< word` (a newline is added) and `<< END`. */
  | { kind: 'text'; target: Word; newline: boolean }
);

/** `name=value`, `name[index]=value`, `name+=value`, `name=(items)`. */
export type Assignment = {
  name: string;
  index: Word | null;
  append: boolean;
  value: Word;
  items: { index: Word | null; value: Word }[] | null;
};

export type SimpleCommand = {
  kind: 'simple';
  /** Number of the line that it begins on. */
  line: number;
  assignments: Assignment[];
  words: Word[];
  /** Lists among the words of `local a=(1 2)` and the like, set once that has run. */
  lists: Assignment[];
  redirections: Redirection[];
  raw: string;
};

/** What stands between `[[` and `]]`. */
export type Condition =
  | { kind: 'not'; inner: Condition }
  | { kind: 'both' | 'either'; left: Condition; right: Condition }
  | { kind: 'unary'; operator: string; operand: Word }
  | { kind: 'binary'; operator: string; left: Word; right: Word };

export type CaseClause = { patterns: Word[]; body: List; end: ';;' | ';&' | ';;&' };

export type CompoundCommand = { redirections: Redirection[]; raw: string; line: number } & (
  | { kind: 'subshell'; body: List }
  | { kind: 'group'; body: List }
  | { kind: 'if'; branches: { test: List; body: List }[]; otherwise: List }
  | { kind: 'while'; until: boolean; test: List; body: List }
  | { kind: 'for'; name: string; words: Word[] | null; body: List }
  | { kind: 'for-sum'; begin: Word; test: Word; step: Word; body: List }
  | { kind: 'case'; word: Word; clauses: CaseClause[] }
  | { kind: 'condition'; condition: Condition }
  | { kind: 'sum'; sum: Word }
  | { kind: 'function'; name: string; body: CompoundCommand }
);

export type Command = SimpleCommand | CompoundCommand;

/** `timed`: the word `time` stands before it. */
export type Pipeline = { negated: boolean; timed?: true; commands: Command[]; raw: string };

/** Pipelines joined by `&&` and `||`, each with the operator before it. */
export type AndOr = {
  pipelines: { after: '&&' | '||' | null; pipeline: Pipeline }[];
  background: boolean;
  raw: string;
};

export type List = AndOr[];

export type ParseResult =
  | { ok: true; list: List }
  /** More lines are needed; `message` is what bash says when none come. */
  | {
      ok: false;
      reason: 'incomplete';
      message: string;
      /** The line that a here-document waits for, and the number of the line that asked for it. */
      waitsFor?: { end: string; line: number };
    }
  /** `message` is bash's, without the leading `bash: `. */
  | { ok: false; reason: 'syntax'; message: string };
