/** wget over the simulated network, against captures of GNU Wget 1.21.3. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Program } from '../../host/program';
import { sys } from '../../host/system';
import { nginxHost } from '../../program/nginx/nginx.test-helper';
import { programTable } from '../../scenario/program-table';
import { homeScenario, Session } from '../../scenario/scenario-fixtures';
import { createProgramTable } from '../registry';
import { formatWgetRequest } from './wget-http';
import { readWgetOptions } from './wget-options';
import { formatBar } from './wget-progress';
import { parseWgetUrl } from './wget-url';

type Capture = {
  argv: string[];
  columns: number | null;
  status: number;
  files: Record<string, number>;
  pre: string | null;
  terminal?: string;
  stdout?: string;
  stderr?: string;
};
const fixture: { captures: Capture[]; requests: { argv: string[]; sent: string }[] } = JSON.parse(
  readFileSync('simulation/shell/fixtures/network/wget.json', 'utf8'),
);

const conf = `user www-data;
events {}
http { include mime.types; access_log off; server { listen 80; root /var/www/html;
  location /r301 { return 301 /a.txt; } location /r302 { return 302 http://shop.example/a.txt; }
  location /loop { return 302 /loop; } location /e500 { return 500; }
  location /e403 { return 403; } location /e502 { return 502; } } }
`;

/** A server of which every path misbehaves in its own way. */
const odd: Program = {
  ...{ name: 'odd', usage: 'odd', summary: 'a server for tests' },
  main: function* () {
    const made = yield* sys.socket('tcp');
    if (!made.ok) return 1;
    yield* sys.bind(made.value, '127.0.0.1', 8000);
    yield* sys.listen(made.value, 5);
    for (;;) {
      const caller = yield* sys.accept(made.value);
      if (!caller.ok) return 1;
      const { fd } = caller.value;
      const got = yield* sys.recv(fd);
      const path = got.ok ? (got.value.split(' ')[1] ?? '') : '';
      const says: Record<string, string> = {
        '/short': 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc',
        '/junk': 'hello\n',
        '/x': 'HTTP/1.1 200 OK\r\n\r\nno length\n',
      };
      if (path === '/silent') continue;
      if (path === '/reset') yield* sys.setsockopt(fd, 'SO_LINGER', [1, 0]);
      if (says[path]) yield* sys.send(fd, says[path]);
      yield* sys.close(fd);
    }
  },
};

function network(columns = 80): Session {
  const files = {
    '/var/www/html/index.html': '<h1>Shop</h1>\n',
    '/var/www/html/a.txt': 'hello, world\n',
    '/var/www/html/empty.txt': '',
    '/var/www/html/docs/index.html': 'docs\n',
    '/var/www/html/mid.bin': 'x'.repeat(3000),
    '/var/www/html/big.bin': 'x'.repeat(200_000),
  };
  const own = Object.values(programTable).filter(({ name }) => !/^(ba)?sh$/.test(name));
  const laptop = {
    ...nginxHost(conf, files),
    columns,
    names: { '192.168.1.20': ['shop.example'] },
  };
  const session = new Session(homeScenario({ laptop }), createProgramTable([...own, odd]));
  session.type('laptop', 'nginx; odd &', 1);
  return session;
}

function tidy(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'DATE')
    .replace(/\d\d:\d\d:\d\d GMT/g, 'TIME GMT')
    .replace(/\w{3}, \d\d \w{3} \d{4} TIME/g, 'DATE')
    .replace(/\([\d.]+ [KMG]?B\/s\)/g, '(RATE)')
    .replace(/ *[\d.]+[KMG]? 0s$/gm, ' RATE 0s')
    .replace(/ *[\d.]+[KMG]?=[\d.]+s$/gm, ' RATE=TIME')
    .replace(/clock time: [\d.]+s/, 'clock time: TIME')
    .replace(/ in [\d.]+s/g, ' in TIME');
}

/** What needs other networks, other protocols, or a shell that reads no quotes. */
const left = /ftp:|https:|10\.\d|nosuch\.example|a b\/|-N |^wget -S?q? ?-[tT] x |^wget $/;

describe('as captured', () => {
  const cases = fixture.captures.filter(({ argv }) => !left.test(argv.join(' ')));
  const sessions = new Map<number, Session>();
  test.each(cases)('$argv ($columns columns) $pre', (capture) => {
    const { argv, columns, status, files, pre, terminal, stdout, stderr } = capture;
    const width = columns ?? 80;
    const session = sessions.get(width) ?? network(width);
    sessions.set(width, session);
    session.type('laptop', 'cd /; rm -rf /tmp/d; mkdir /tmp/d; cd /tmp/d');
    if (pre) session.type('laptop', pre);
    const line = argv.map((word) => (/^[\w:/.-]+$/.test(word) ? word : `'${word}'`)).join(' ');
    if (columns === null) {
      session.type('laptop', `${line} > ../o 2> ../e`);
      expect(tidy(session.type('laptop', 'cat ../o'))).toBe(tidy(stdout ?? ''));
      expect(tidy(session.type('laptop', 'cat ../e'))).toBe(tidy(stderr ?? ''));
    } else {
      expect(tidy(session.type('laptop', line))).toBe(tidy(terminal ?? ''));
      expect(Number(session.type('laptop', 'echo $?'))).toBe(status);
    }
    const names = Object.keys(files).sort();
    expect(session.type('laptop', 'ls').split(/\s+/).filter(Boolean).sort()).toEqual(
      names.map((name) => (/[?]/.test(name) ? `'${name}'` : name)),
    );
  });
});

test.each(fixture.requests.filter(({ argv }) => !/--user|-c/.test(argv.join(' '))))(
  'the request of $argv',
  ({ argv, sent }) => {
    const read = readWgetOptions(argv);
    const url = parseWgetUrl(argv.at(-1) ?? '');
    expect(read.ok && url.ok && formatWgetRequest(read.settings, url.url, 0)).toBe(sent);
  },
);

test('a slow download shows its speed and the time that is left', () => {
  const download = { total: 100_000, before: 0, received: 25_000, ms: 5000 };
  expect(formatBar('a.txt', 80, download, 1, false)).toBe(
    '\ra.txt                25%[====>               ]  24.41K  4.88KB/s    eta 15s    ',
  );
});

test('any arguments and any URL are read or refused', () => {
  const word = fc.oneof(
    fc.string({ maxLength: 10 }),
    fc.constantFrom('-q', '-O', '-', '-S', '--spider', 'http://x', '-T', '1s', '--header', '-nv'),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (args) => {
      const read = readWgetOptions(args);
      if (!read.ok) expect([0, 1, 2]).toContain(read.status);
      for (const arg of args) parseWgetUrl(arg);
    }),
  );
});
