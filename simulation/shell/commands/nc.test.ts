/** nc over the simulated network, against captures of OpenBSD's nc 1.219. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Capture, loadCaptures, tidy } from '../../scenario/captures.test-helper';
import { Session } from '../../scenario/scenario-fixtures';

const captures = loadCaptures('nc');
const start = new Session().world;

function fresh(): Session {
  const session = new Session();
  session.world = start;
  return session;
}

describe('alone, with nobody listening', () => {
  const end = captures.findIndex(({ terminal }) => terminal?.includes('succeeded'));
  // Listening for ever, sockets of other kinds, and what was still remembered as unreachable.
  const left = /^nc (-l 99999|-h|-V|-x a|-lU.*|-z -w1 -v 192.*)/;
  const rows = captures.filter(
    ({ note, status, command }, index) =>
      note === undefined &&
      (index < end || /laptop 80$|nosuch|127\.0\.0\.1|^nc -[wq]/.test(command)) &&
      typeof status === 'number' &&
      status >= 0 &&
      !left.test(command),
  );
  test.each(rows)('$command', ({ command, status, terminal }: Capture) => {
    const session = fresh();
    expect(session.type('phone', command)).toBe(terminal);
    expect(Number(session.type('phone', 'echo $?'))).toBe(status);
  });
});

describe('with listeners on 8000 by TCP and 9998 by UDP', () => {
  const session = new Session();
  session.type('laptop', 'nc -lkn 8000', 1);
  session.type('laptop', 'nc -lkun 9998', 2);
  const begin = captures.findIndex(({ terminal }) => terminal?.includes('succeeded'));
  const rows = captures.slice(begin, begin + 8).filter(({ command }) => /-z/.test(command));
  test.each(rows)('$command', ({ host, command, terminal, status }) => {
    expect(session.type(host, command)).toBe(terminal);
    expect(Number(session.type(host, 'echo $?'))).toBe(status);
  });

  test('nc shares its port with another nc, and with nobody else', () => {
    session.type('laptop', 'nc -l 8000');
    expect(session.terminal('laptop').running).toBe('nc -l 8000');
    session.key('laptop', 'C');
    expect(session.type('laptop', 'python3 -m http.server 8000 2>&1 | tail -1')).toBe(
      'OSError: [Errno 98] Address already in use\n',
    );
  });
});

/** A listener on the laptop and a caller, line by line as in the capture. */
function pair(note: string, drive: (session: Session) => void, caller = 'phone', tty = 1): void {
  const client = captures.find((one) => one.note === note);
  const listener = captures.find((one) => one.note === `listener: ${note}`);
  const session = fresh();
  session.type('laptop', listener?.command ?? '');
  const tail = (text = '') => tidy(text).replace('^C', '').trimEnd();
  session.read('laptop');
  const from = session.terminal(caller, caller === 'phone' ? 0 : tty).text.length;
  const heard = session.terminal('laptop').text.length;
  session.do({
    do: 'type',
    host: caller,
    tty: caller === 'phone' ? 0 : tty,
    line: client?.command ?? '',
  });
  drive(session);
  const shown = session.terminal(caller, caller === 'phone' ? 0 : tty).text.slice(from);
  const clean = (text: string) =>
    text.replace(/you@\w+:\S*\$ .*\n?/g, '').replace(`${client?.command}\n`, '');
  expect(tail(clean(shown))).toBe(tail(client?.terminal));
  const own = session.terminal('laptop').text.slice(heard);
  const greeting = /^(Listening|Bound).*\n/;
  expect(tail(clean(own))).toBe(tail(listener?.terminal?.replace(greeting, '')));
}

describe('a listener and a caller', () => {
  const say = (session: Session, host: string, tty = 0) =>
    session.do({ do: 'type', host, tty, line: 'hello' });
  test('hello and the end of input with -N', () => {
    pair('hello then EOF with -N', (session) => {
      say(session, 'phone');
      session.key('phone', 'D');
    });
  });
  test('hello and Ctrl-C', () => {
    pair('hello then Ctrl-C', (session) => {
      say(session, 'phone');
      session.key('phone', 'C');
    });
  });
  test('with -k the listener stays', () => {
    pair('-k stays', (session) => {
      say(session, 'phone');
      session.key('phone', 'C');
      expect(session.terminal('laptop').running).toBe('nc -lvnk 9000');
    });
  });
  test('by localhost, the second address answers', () => {
    pair(
      'localhost',
      (session) => {
        say(session, 'laptop', 1);
        session.key('laptop', 'C', 1);
      },
      'laptop',
    );
  });
  test('a probe ends the listener', () => {
    pair('probe ends the listener', () => undefined);
  });
});

test('the end of input without -N is not told to the other side', () => {
  const session = fresh();
  session.type('laptop', 'nc -lvn 9000');
  session.type('phone', 'nc 192.168.1.20 9000');
  session.key('phone', 'D');
  expect(session.terminal('phone').running).toBe('nc 192.168.1.20 9000');
  expect(session.terminal('laptop').running).toBe('nc -lvn 9000');
});

test('any words end or listen, and never in a fault of the program', () => {
  const word = fc.oneof(
    fc.string({ maxLength: 8 }).map((text) => `'${text.replace(/['\n\r]/g, '')}'`),
    fc.constantFrom('-l', '-z', '-v', '-w', '1', '-u', '127.0.0.1', '9000', '-k', '-N', '-p', '22'),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 5 }), (words) => {
      const session = fresh();
      const text = session.type('phone', `nc ${words.join(' ')}`);
      expect(text).not.toContain('fault in the program');
    }),
    { numRuns: 60 },
  );
});
