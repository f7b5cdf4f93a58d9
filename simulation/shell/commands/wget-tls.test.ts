/** wget over TLS against captures of GNU Wget 1.21.3 with GnuTLS. */
import { expect, test } from 'vitest';
import { tlsFixture, tlsScenario } from '../../program/tls/tls-files.test-helper';
import { Session } from '../../scenario/scenario-fixtures';

/** Clocks, speeds, and what a bar draws over. */
function tidy(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'DATE')
    .replace(/\([\d.]+ [KMG]?B\/s\)/g, '(SPEED)')
    .replace(/^-? *\d+%.*$/gm, (line) => line.replace(/ +[\d.-]+[KMG]?B?\/?s?.*$/, ''))
    .replace(/.*\r/g, '');
}

const session = new Session(tlsScenario());
test.each(tlsFixture.captures.filter(({ command }) => command.startsWith('wget')))(
  '$command',
  ({ command, terminal, status }) => {
    expect(tidy(session.type('phone', command))).toBe(tidy(terminal));
    expect(session.type('phone', 'echo $?')).toBe(`${status}\n`);
  },
);

test('a redirect leads into TLS', () => {
  const line = 'wget -qO- --ca-certificate=shop.pem http://shop.example/';
  expect(session.type('phone', line)).toBe('ok\n');
});
