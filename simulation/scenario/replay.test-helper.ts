/** Replays what was typed into real tools, and takes out what differs from run to run. */
import type { Capture } from './captures.test-helper';
import type { MailSession } from './mail-fixtures';

export type TypedCapture = Capture & { typed?: string[] };

/** What the terminal shows while the lines of a capture are typed. */
export function replay(session: MailSession, { command, typed = [], host }: TypedCapture): string {
  const lines = [command, ...typed.map((line) => (line === '\x1d' ? '^]' : line))];
  return session.typeAll(host, lines).slice(`${command}\n`.length);
}

/** Takes out queue ids, clocks, process ids and trailing blanks. */
export function tidyMail(text: string): string {
  return text
    .replace(/\b[0-9A-F]{11}\b/g, 'QUEUEID')
    .replace(/\w{3}, \d\d? \w{3} \d{4} \d\d:\d\d:\d\d \+0000/g, 'DATE')
    .replace(/\w{3} \w{3} \d\d \d\d:\d\d:\d\d/g, 'TIME')
    .replace(/<\d{14}\.\w+@/g, '<STAMP@')
    .replace(/PID: \d+/g, 'PID: N')
    .replace(/\(\d+\.\d{3} \+ [\d.]+(?: \+ [\d.]+)? secs\)/g, '(SECONDS)')
    .replace(/[ \t]+$/gm, '')
    .trimEnd();
}
