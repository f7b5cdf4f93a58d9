/** The shapes that `parse.ts` makes of a line of shell (bash(1), sections GRAMMAR, EXPANSION). */

/** `quoted` parts are neither split into words nor read as file patterns. */
export type WordPart =
  | { kind: 'text'; text: string; quoted: boolean }
  /** `$name`, `${name}`; `rule` is what follows the name in `${name:-word}` and the like. */
  | { kind: 'variable'; name: string; quoted: boolean; rule?: VariableRule }
  /** `$(source)` or backquotes. */
  | { kind: 'substitution'; source: string; quoted: boolean }
  /** `$((source))`. */
  | { kind: 'arithmetic'; source: string; quoted: boolean };

export type VariableRule =
  | { kind: 'length' }
  /** Used where the variable is unset, or with `orEmpty` also where it is empty. */
  | { kind: 'default' | 'assign' | 'alternative'; orEmpty: boolean; word: Word };

/** `raw` is the word as it was typed. */
export type Word = { raw: string; parts: WordPart[] };

export type Redirection = { fd: number } & (
  | { kind: 'file'; mode: 'r' | 'w' | 'a'; target: Word }
  /** `&>file` and `>&file`: standard output and standard error together. */
  | { kind: 'both'; mode: 'w' | 'a'; target: Word }
  /** `2>&1`, `<&3`, `>&-`. */
  | { kind: 'copy'; target: Word }
  /** `<<< word` (a newline is added) and `<< END`. */
  | { kind: 'text'; target: Word; newline: boolean }
);

type Assignment = { name: string; value: Word };

export type SimpleCommand = {
  kind: 'simple';
  assignments: Assignment[];
  words: Word[];
  redirections: Redirection[];
  raw: string;
};

export type CompoundCommand = { redirections: Redirection[]; raw: string } & (
  | { kind: 'subshell'; body: List; source: string }
  | { kind: 'group'; body: List }
  | { kind: 'if'; branches: { test: List; body: List }[]; otherwise: List }
  | { kind: 'while'; until: boolean; test: List; body: List }
  | { kind: 'for'; name: string; words: Word[] | null; body: List }
);

export type Command = SimpleCommand | CompoundCommand;

export type Pipeline = { negated: boolean; commands: Command[]; raw: string };

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
  | { ok: false; reason: 'incomplete'; message: string }
  /** `message` is bash's, without the leading `bash: `. */
  | { ok: false; reason: 'syntax'; message: string };
