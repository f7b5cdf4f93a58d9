/** Redis over the simulated network, against captures of Redis 7.0.15 on a real one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Capture, loadCaptures } from '../../scenario/captures.test-helper';
import { homeScenario, Session } from '../../scenario/scenario-fixtures';
import { parseRedisConfig } from './redis-config';
import {
  formatCommand,
  formatReply,
  parseReply,
  parseRequest,
  type RedisReply,
  splitWords,
} from './resp';

type Typed = Capture & { typed?: string[]; stdin?: string };
const captures: Typed[] = loadCaptures('redis');
const conf = '/home/you/redis.conf';

function serving(text: string): Session {
  return new Session(
    homeScenario({
      laptop: { files: { [conf]: text }, programs: [{ run: `redis-server ${conf}` }] },
    }),
  );
}

const at = (command: string) => captures.findIndex((one) => one.command === command);
const before = captures.slice(0, at('redis-cli ping hello') - 1);
const plain = captures.slice(at('redis-cli ping hello'), at('redis-cli shutdown nosave'));
/** What is random, counts this machine's memory, or is not modelled. */
const left =
  /keys \*|info|client list|config get b\*|debug|object|swapdb|publish|subscribe|smembers|command count|-Q$|70000|set u|get u|timeout 3/i;

function same(
  session: Session,
  { host, command, columns, terminal, stdout, stderr, status, stdin }: Typed,
): void {
  if (columns === null) {
    const input = stdin === undefined ? '' : ` < <(printf '${stdin.replaceAll('\n', '\\n')}')`;
    const line =
      stdin === undefined ? command : `printf '${stdin.replaceAll('\n', '\\n')}' | ${command}`;
    expect([command, input && session.type(host, `${line} > /tmp/o 2> /tmp/e`)]).toEqual([
      command,
      '',
    ]);
    if (!input) session.type(host, `${line} > /tmp/o 2> /tmp/e`);
    expect([command, session.type(host, 'cat /tmp/o')]).toEqual([command, stdout]);
    expect([command, session.type(host, 'cat /tmp/e')]).toEqual([command, stderr]);
    return;
  }
  const shown = session.type(host, command).replaceAll('\r', '');
  expect([command, shown]).toEqual([
    command,
    terminal
      ?.replace('Temporary failure in name resolution', 'Name or service not known')
      .replaceAll('\r', ''),
  ]);
  expect([command, Number(session.type(host, 'echo $?'))]).toEqual([command, status]);
}

test('without a server', () => {
  const session = new Session();
  for (const capture of before.filter(({ command }) => !left.test(command))) same(session, capture);
});

test('on its own host', () => {
  const session = serving('bind 127.0.0.1 -::1\nport 6379\nsave ""\n');
  for (const capture of plain.filter(({ command }) => !left.test(command))) same(session, capture);
});

test.each([
  ['bind 0.0.0.0\nport 6379\n', 'redis-cli shutdown nosave', 4],
  ['bind * -::*\nrequirepass s3cret\n', 'redis-cli config get bind', 11],
  ['bind 0.0.0.0\nprotected-mode no\n', 'redis-cli -a s3cret config get protected-mode', 1],
])('from another host, with %j', (text, after, count) => {
  const session = serving(text);
  const from = captures.findLastIndex(({ command }) => command === after) + 1;
  for (const capture of captures
    .slice(from, from + count)
    .filter(({ command }) => !left.test(command) && !/hello$|sleep/.test(command))) {
    same(session, capture);
  }
});

test('who is a stranger in protected mode is told so and sent away', () => {
  const session = serving('bind 0.0.0.0\n');
  expect(session.type('phone', 'nc -d 192.168.1.20 6379')).toMatch(
    /^-DENIED Redis is running in protected mode/,
  );
});

test('the prompt follows the connection', () => {
  const session = serving('bind 127.0.0.1\n');
  expect(session.type('laptop', 'redis-cli')).toBe('127.0.0.1:6379> ');
  expect(session.type('laptop', 'select 1')).toBe('OK\n127.0.0.1:6379[1]> ');
  expect(session.type('laptop', 'get "a')).toBe('Invalid argument(s)\n127.0.0.1:6379[1]> ');
  expect(session.type('laptop', 'nosuch x y')).toBe(
    "(error) ERR unknown command 'nosuch', with args beginning with: 'x' 'y' \n127.0.0.1:6379[1]> ",
  );
  session.type('laptop', 'sudo pkill redis-server', 1);
  expect(session.type('laptop', 'ping')).toBe(
    'Error: Server closed the connection\nnot connected> ',
  );
  expect(session.type('laptop', 'ping')).toBe(
    'Could not connect to Redis at 127.0.0.1:6379: Connection refused\nnot connected> ',
  );
  expect(session.type('laptop', 'exit')).toBe('');
});

test('a terminal sees the server start, refuse a port in use, and end', () => {
  const session = new Session();
  const text = session.type('laptop', 'redis-server');
  expect(text).toContain('# Warning: no config file specified, using the default config.');
  expect(text).toMatch(
    / {2}\|{4}|Running in standalone mode\n |`-\._`-\.\.\.-` __\.\.\.-\.``-\._\|'` _\.-'\| {5}Port: 6379\n/,
  );
  expect(text.endsWith('* Ready to accept connections\n')).toBe(true);
  expect(session.type('laptop', 'redis-server', 1)).toContain(
    '# Warning: Could not create server TCP listening socket *:6379: bind: Address already in use\n',
  );
  expect(
    session
      .type('laptop', 'ss -Htln sport = :6379 | cat', 1)
      .split('\n')
      .map((row) => row.split(/\s+/).slice(0, 4).join(' ')),
  ).toEqual(['LISTEN 0 511 0.0.0.0:6379', 'LISTEN 0 511 [::]:6379', '']);
  session.type('laptop', 'curl -sS http://127.0.0.1:6379/', 1);
  expect(session.read('laptop')).toContain('# Possible SECURITY ATTACK detected.');
  expect(session.key('laptop', 'C')).toMatch(
    /signal-handler \(\d+\) Received SIGINT scheduling shutdown\.\.\.\n.*# User requested shutdown\.\.\.\n.*# Redis is now ready to exit, bye bye\.\.\.\n/,
  );
});

/** Captured from Redis 7.0.15. */
test.each([
  ['nosuch 1', 1, 'Bad directive or wrong number of arguments'],
  ['port abc', 1, "argument couldn't be parsed into an integer"],
  ['port 99999', 1, 'argument must be between 0 and 65535 inclusive'],
  ['port', 1, 'wrong number of arguments'],
  ['protected-mode maybe', 1, "argument must be 'yes' or 'no'"],
  ['requirepass "a', 1, 'Unbalanced quotes in configuration line'],
  ['\n# c\nport 6380 1', 3, 'wrong number of arguments'],
  ['save x', 1, 'Invalid save parameters'],
])('redis.conf with %j', (text, line, message) => {
  expect(parseRedisConfig(`${text}\n`)).toMatchObject({ ok: false, line, message });
});

const bytes = fc
  .uint8Array({ maxLength: 40 })
  .map((array) => Buffer.from(array).toString('latin1'));
const reply: fc.Arbitrary<RedisReply> = fc.letrec<{ one: RedisReply }>((tie) => ({
  one: fc.oneof(
    { maxDepth: 3 },
    bytes.map((text): RedisReply => ({ kind: 'bulk', bytes: text })),
    fc.integer().map((value): RedisReply => ({ kind: 'integer', value })),
    fc.constant<RedisReply>({ kind: 'nil' }),
    fc.constantFrom<RedisReply>({ kind: 'simple', text: 'OK' }, { kind: 'error', text: 'ERR no' }),
    fc.array(tie('one'), { maxLength: 3 }).map((items): RedisReply => ({ kind: 'array', items })),
  ),
})).one;

test('requests and replies go there and back, and no bytes break a reader', () => {
  fc.assert(
    fc.property(
      reply,
      fc.array(bytes, { minLength: 1, maxLength: 4 }),
      bytes,
      (one, words, text) => {
        const sent = formatReply(one);
        expect(parseReply(sent)).toEqual({ reply: one, end: sent.length });
        for (let cut = 0; cut < sent.length; cut += 3)
          expect(parseReply(sent.slice(0, cut))).toBe(null);
        const command = formatCommand(words);
        expect(parseRequest(command)).toEqual({
          kind: 'command',
          args: words,
          end: command.length,
        });
        parseReply(text);
        parseRequest(text);
        parseRequest(`*${text}`);
        splitWords(text);
        parseRedisConfig(text);
      },
    ),
  );
});
