/** The last lines that a program said: so many, so long, and those after a mark. */
const KEPT_LINES = 60;
const LINE_LENGTH = 400;

export function createBoundedLog() {
  let lines: string[] = [];
  let logged = 0;
  return {
    /** Control characters become blanks, lest a line move a reader's cursor; nothing is not a line. */
    add(line: string) {
      const shown = line.replace(/\p{Cc}/gu, ' ').slice(0, LINE_LENGTH);
      if (shown.trim() === '') return;
      lines = [...lines.slice(1 - KEPT_LINES), shown];
      logged++;
    },
    /** How many lines have been said so far. */
    mark: () => logged,
    since: (mark: number) => lines.slice(Math.max(0, lines.length - (logged - mark))),
  };
}
