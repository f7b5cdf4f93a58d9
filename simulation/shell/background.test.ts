/** Jobs in the background of a terminal on the simulated kernel, against bash 5.2 and nc 1.219. */
import { expect, test } from 'vitest';
import { Session } from '../scenario/scenario-fixtures';
import background from './fixtures/network/background.json';

/** Process numbers differ, and so does the blank line of a background server's own log. */
function plain(text: string): string {
  return text.replace(/^(\[\d+\]) \d+$/gm, '$1 PID');
}

test.each(background.sessions)('$lines', ({ lines, output }) => {
  const session = new Session();
  session.type('laptop', "PS1='$ '");
  const from = session.terminal('laptop').text.length - 2;
  for (const line of lines) {
    const key = /^\^([CZD])$/.exec(line)?.[1];
    const pause = /^wait ([\d.]+)$/.exec(line)?.[1];
    if (key) session.key('laptop', key as 'C' | 'Z' | 'D');
    else if (pause) session.do({ do: 'wait', ms: Number(pause) * 1000 });
    else session.type('laptop', line);
  }
  expect(plain(session.terminal('laptop').text.slice(from))).toBe(plain(output));
});

test('an editor in the background waits for the terminal, and opens with fg', () => {
  const session = new Session();
  session.type('laptop', 'nano notes.txt &');
  expect(session.type('laptop', 'jobs')).toBe('[1]+  Stopped                 nano notes.txt\n');
  expect(session.terminal('laptop').editing).toBeNull();
  session.type('laptop', 'fg');
  expect(session.terminal('laptop').editing?.path).toBe('notes.txt');
});

test('the list of jobs has commands as bash writes them, not as they were typed', () => {
  const session = new Session();
  for (const line of [
    'sleep 50 2>/dev/null >x.txt &',
    '(sleep 60;true) 2>&1|sleep 60 &',
    '{ sleep 60; } >>x.txt &',
    'sleep 60 &>y.txt &',
    'sleep 60 <<<"a b" &',
    'A=1 sleep 60&',
    'sleep 60&&echo x &',
  ]) {
    session.type('laptop', line);
  }
  const running = 'Running                 ';
  expect(session.type('laptop', 'jobs')).toBe(
    `[1]   ${running}sleep 50 2> /dev/null > x.txt &\n` +
      `[2]   ${running}( sleep 60; true ) 2>&1 | sleep 60 &\n` +
      `[3]   ${running}{ sleep 60; } >> x.txt &\n` +
      `[4]   ${running}sleep 60 &> y.txt &\n` +
      `[5]   ${running}sleep 60 <<< "a b" &\n` +
      `[6]-  ${running}A=1 sleep 60 &\n` +
      `[7]+  ${running}sleep 60 && echo x &\n`,
  );
});
