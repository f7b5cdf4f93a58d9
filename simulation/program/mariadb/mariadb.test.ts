/** MariaDB over the simulated network, against captures of MariaDB 10.11.19 on a real one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Capture, loadCaptures } from '../../scenario/captures.test-helper';
import { homeScenario, Session } from '../../scenario/scenario-fixtures';
import { checkOption, parseCnf } from './my-cnf';
import {
  formatColumn,
  formatComplaint,
  formatGreeting,
  formatLogin,
  formatOk,
  formatPacket,
  formatRow,
  parseColumn,
  parseGreeting,
  parseHead,
  parseLogin,
  parsePacket,
  parseRow,
} from './packets';

type Typed = Capture & { typed?: string[]; stdin?: string };
const captures: Typed[] = loadCaptures('mariadb');

function serving(options: string): Session {
  return new Session(
    homeScenario({
      laptop: {
        files: {
          '/etc/mysql/my.cnf': `[client]\nport=3306\n[mysqld]\n# here\nuser = mysql\nskip-name-resolve\n${options}`,
          '/var/lib/mysql/mysql/users.json': JSON.stringify([
            { user: 'root', host: 'localhost', databases: ['*'] },
            { user: 'shop', host: '192.168.1.%', password: 's3cret', databases: ['shop'] },
            { user: 'loc', host: 'localhost', password: 'x' },
          ]),
          '/var/lib/mysql/shop/.keep': '',
        },
        programs: [{ run: 'mariadbd', user: 'mysql' }],
      },
    }),
  );
}

function play(session: Session, { host, command, typed = [], stdin }: Typed): string {
  const before = session.terminal(host).text.length;
  const line =
    stdin === undefined ? command : `printf '${stdin.replaceAll('\n', '\\n')}' | ${command}`;
  session.type(host, line);
  for (const one of typed) {
    if (/^\^[CD]$/.test(one)) session.key(host, one === '^C' ? 'C' : 'D');
    else session.type(host, one);
  }
  return session
    .terminal(host)
    .text.slice(before + line.length + 1)
    .replace(/(?:you|root)@(?:laptop|phone):\S*[$#] $/, '');
}

const tidy = (text: string) =>
  text
    .replace(/\(\d\.\d{3} sec\)/g, '(TIME)')
    .replace(/(connection id is) \d+/, '$1 N')
    .replaceAll('^D', '');
const start = captures.findIndex(({ command }) => command.includes('select version(); create'));

test.each(
  captures
    .slice(0, start)
    .filter(
      ({ command }) =>
        !/nosuch.example|mysqladmin|192\.168\.1\.99|^mysql -h$/.test(command) &&
        !command.endsWith('-h 192.168.1.20'),
    ),
)('without a server: $command', (capture) => {
  const session = new Session();
  expect(play(session, capture)).toBe(capture.terminal);
  expect(Number(session.type(capture.host, 'echo $?'))).toBe(capture.status);
});

const remote = captures.slice(captures.findIndex(({ typed }) => typed?.[0] === 's3cret'));
const left = /status|processlist|mysqladmin|-P 22|create user|nosuch.example|now\(\)/;
const session = serving('bind-address = 0.0.0.0\n');
test.each(
  remote.filter(
    ({ command, typed = [] }, at) =>
      !left.test(command) && !typed.includes('help') && at < remote.length - 1,
  ),
)('from another host: $command $typed', (capture) => {
  if (capture.columns === null) {
    const { stdin, command } = capture;
    const line =
      stdin === undefined ? command : `printf '${stdin.replaceAll('\n', '\\n')}' | ${command}`;
    session.type('phone', `${line} > /tmp/o 2> /tmp/e`);
    expect(session.type('phone', 'cat /tmp/o')).toBe(capture.stdout);
    expect(session.type('phone', 'cat /tmp/e')).toBe(capture.stderr);
    return;
  }
  expect(tidy(play(session, capture))).toBe(tidy(capture.terminal ?? ''));
  expect(Number(session.type('phone', 'echo $?'))).toBe(capture.status);
});

test('the address in the file decides who reaches it', () => {
  const own = serving('bind-address = 127.0.0.1\n');
  expect(own.type('phone', 'mysql -h 192.168.1.20 -u shop -ps3cret -e "select 1"')).toBe(
    "ERROR 2002 (HY000): Can't connect to server on '192.168.1.20' (115)\n",
  );
  expect(own.type('laptop', 'mysql -h 127.0.0.1 -u shop -ps3cret')).toBe(
    "ERROR 1045 (28000): Access denied for user 'shop'@'127.0.0.1' (using password: YES)\n",
  );
  expect(own.type('laptop', 'ss -Htln sport = :3306 | cat')).toContain(
    'LISTEN 0      80     127.0.0.1:3306',
  );
});

test('other protocols meet its greeting', () => {
  const own = serving('bind-address = 0.0.0.0\n');
  expect(own.type('phone', 'curl -sS http://192.168.1.20:3306/')).toContain(
    'Received HTTP/0.9 when not allowed',
  );
  expect(own.type('phone', 'psql -h 192.168.1.20 -p 3306 -U postgres')).toContain(
    'received invalid response to SSL negotiation: ',
  );
  expect(own.type('phone', 'redis-cli -h 192.168.1.20 -p 3306 ping')).toMatch(
    /^Error: Protocol error, got "./,
  );
});

test.each([
  ['nosuch', '1', "mariadbd: unknown variable 'nosuch=1'", 7],
  ['port', 'abc', "mariadbd: Error while setting value 'abc' to 'port'", 9],
  ['port', null, "mariadbd: option '--port' requires an argument", 5],
])('the option %s=%s', (name, value, message, status) => {
  expect(checkOption(name, value)).toEqual({ message, status });
});

const bytes = fc
  .uint8Array({ maxLength: 300 })
  .map((array) => Buffer.from(array).toString('latin1'));
const word = fc.string({ maxLength: 20 }).map((text) => text.replace(/[^ -~]/g, ''));

test('packets go there and back, and no bytes break a reader', () => {
  fc.assert(
    fc.property(
      bytes,
      word,
      fc.array(fc.option(bytes), { minLength: 1, maxLength: 5 }),
      (text, name, cells) => {
        const packet = { sequence: 3, body: text };
        expect(parsePacket(formatPacket(packet))).toEqual({ packet, length: text.length + 4 });
        expect(parseRow(formatRow(cells), cells.length)).toEqual(cells);
        const column = { name, table: name, type: 3, notNull: name !== '' };
        expect(parseColumn(formatColumn(column))).toEqual(column);
        const login = { user: name, proof: 'x'.repeat(20), database: name === '' ? null : name };
        expect(parseLogin(formatLogin(login))).toEqual(login);
        expect(parseHead(formatOk({ affected: 300, info: name }))).toEqual({
          kind: 'ok',
          fine: { affected: 300, info: name },
        });
        const complaint = { number: 1045, state: '28000', message: name };
        expect(parseHead(formatComplaint(complaint))).toEqual({ kind: 'error', complaint });
        const scramble = '12345678abcdefghijkl';
        expect(parseGreeting(formatGreeting({ version: '', id: 7, scramble }))).toMatchObject({
          id: 7,
          scramble,
        });
        for (const read of [parsePacket, parseGreeting, parseLogin, parseHead, parseColumn])
          read(text);
        parseRow(text, 3);
        parseCnf(text, 'F', ['mysqld']);
      },
    ),
  );
});
