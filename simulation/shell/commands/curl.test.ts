/** curl over the simulated network, against captures of curl 7.88.1 on a real one. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Program, Routine } from '../../host/program';
import { sys } from '../../host/system';
import { type Capture, loadCaptures, tidy } from '../../scenario/captures.test-helper';
import { programTable } from '../../scenario/program-table';
import { homeScenario, Session } from '../../scenario/scenario-fixtures';

const captures = loadCaptures('curl');
const odd = loadCaptures('curl-odd');
const end = captures.findIndex(({ command }) => command.startsWith('python3 -m http.server'));
const served = captures.findIndex(
  ({ command, stdout, terminal }) =>
    command === 'curl http://192.168.1.20:8000/' && /<ul>/.test(terminal ?? stdout ?? ''),
);

/** Words that the capture's own shell had quoted are quoted again. */
function quoted(command: string): string {
  return command
    .replace('-H X-A: b', "-H 'X-A: b'")
    .replace('-H X-A: 1', "-H 'X-A: 1'")
    .replace(
      /-w (%\S+ ?.*?)(?= http| -s)/s,
      (_, format: string) => `-w '${format.replaceAll('\n', '\\n')}'`,
    )
    .replace(/%\{http_code\}n/, '%{http_code}n')
    .replace('?', '\\?')
    .replace(/#c$/, "'#c'")
    .replace('--json {}', "--json '{}'")
    .replace('a{b', "'a{b'")
    .replace('http://a b', "'http://a b'");
}

function run(session: Session, capture: Capture): void {
  const { host, command, columns, status, terminal, stdout, stderr } = capture;
  const tty = host === 'laptop' ? 1 : 0;
  const line = quoted(command);
  if (columns !== null) {
    expect(tidy(session.type(host, line, tty))).toBe(tidy(terminal ?? ''));
    expect(Number(session.type(host, 'echo $?', tty))).toBe(status);
    return;
  }
  session.type(host, `${line} > /tmp/o 2> /tmp/e`, tty);
  expect(tidy(session.type(host, 'cat /tmp/o', tty))).toBe(tidy(stdout ?? ''));
  expect(tidy(session.type(host, 'cat /tmp/e', tty))).toBe(tidy(stderr ?? ''));
}

describe('with nobody listening', () => {
  /** 192.168.1.99 is asked twice in the capture, so that the second time the kernel knows. */
  const left = /^curl( -v --connect-timeout 2 http:\/\/192\.168\.1\.99\/| -V| --help)$/;
  const session = new Session();
  test.each(captures.slice(0, served).filter(({ command }) => !left.test(command)))(
    '$command ($columns columns)',
    (capture) => run(session, capture),
  );
});

describe('with http.server', () => {
  const session = new Session(
    homeScenario({
      laptop: { files: { '/home/you/site/hello.txt': 'hello\n', '/home/you/site/a b&.txt': 'x' } },
    }),
  );
  session.type('laptop', 'cd site; mkdir img; python3 -m http.server 8000');
  test.each(captures.slice(served, end))('$host: $command ($columns columns)', (capture) =>
    run(session, capture),
  );
});

/** A server of a few lines: what it does with each connection. */
function server(serve: (fd: number, request: string) => Routine<boolean>, waits = true): Program {
  return {
    ...{ name: 'odd', usage: 'odd', summary: 'a server for tests' },
    main: function* () {
      const made = yield* sys.socket('tcp');
      if (!made.ok) return 1;
      yield* sys.setsockopt(made.value, 'SO_REUSEADDR', 1);
      yield* sys.bind(made.value, '0.0.0.0', 8000);
      yield* sys.listen(made.value, 5);
      for (;;) {
        const caller = yield* sys.accept(made.value);
        if (!caller.ok) return 1;
        for (let open = true; open; ) {
          const request = waits ? yield* sys.recv(caller.value.fd) : { ok: true, value: 'x' };
          if (!request.ok || request.value === '') break;
          open = yield* serve(caller.value.fd, request.value as string);
        }
        yield* sys.close(caller.value.fd);
      }
    },
  };
}

const say = (text: string, stays = false) =>
  server(function* (fd) {
    yield* sys.send(fd, text.replaceAll('\n', '\r\n').replaceAll('~', '\n'));
    return stays;
  });

const servers: Readonly<Record<string, Program>> = {
  'closes at once': server(function* () {
    return false;
  }),
  resets: server(function* (fd) {
    yield* sys.setsockopt(fd, 'SO_LINGER', [1, 0]);
    return false;
  }),
  'never answers': server(function* () {
    yield* sys.sleep(99_000);
    return false;
  }),
  'short body': say('HTTP/1.1 200 OK\nContent-Length: 10\n\nabc'),
  'no length': say('HTTP/1.1 200 OK\n\nabc~'),
  'keep-alive': say('HTTP/1.1 200 OK\nContent-Length: 3\n\nab~', true),
  chunked: say('HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nabc\n1\n~\n0\n\n'),
  'half a header': say('HTTP/1.1 200 OK\nConte'),
  'redirects, keeps': server(function* (fd, request) {
    const moved = /^(GET|HEAD) \/ /.test(request);
    const length = 'Content-Length: 3\r\n\r\n';
    yield* sys.send(
      fd,
      moved
        ? `HTTP/1.1 302 Found\r\nLocation: /b\r\n${length}${request.startsWith('H') ? '' : 'ab\n'}`
        : `HTTP/1.1 200 OK\r\n${length}${request.startsWith('H') ? '' : 'ok\n'}`,
    );
    return true;
  }),
  'redirects for ever': say('HTTP/1.1 302 Found\nLocation: /\nContent-Length: 0\n\n', true),
  'chunk cut': say('HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nab~\n'),
  'stalls in the body': server(function* (fd) {
    yield* sys.send(fd, 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab\n');
    yield* sys.sleep(9000);
    return false;
  }),
  '404': say('HTTP/1.1 404 Not Found\nConnection: close\n\nno~'),
  'no content': say('HTTP/1.1 204 No Content\n\n'),
  'answer with body, keep-alive, -o': say('HTTP/1.1 200 OK\nContent-Length: 3\n\nok~', true),
  'tls, closes': server(function* () {
    return false;
  }),
};

/** Captures made while a server was still busy with the caller before, or of bytes after a HEAD. */
const unlike = /stalls.*curl -m 2 |redirects for ever.*curl -L http|-I http/;

describe.each(Object.entries(servers))('with a server that: %s', (note, program) => {
  const all = [...captures, ...odd].filter((one) => one.note === `server ${note}`);
  test.each(all.filter((one) => !unlike.test(`${note} ${one.command}`)))('$command', (capture) => {
    const session = new Session(
      homeScenario({ laptop: { programs: [{ run: 'odd', user: 'you' }] } }),
      { ...programTable, odd: program },
    );
    run(session, capture);
  });
});

describe('silence and odd command lines', () => {
  // Packets for the laptop are dropped: as silent as an address that nobody answers for.
  const firewall = [{ hook: 'in' as const, action: 'drop' as const }];
  const session = new Session(homeScenario({ laptop: { firewall } }));
  /** With --connect-timeout the real meter draws its first line twice. */
  const left = /-h all|-Q$|laptop\.:1|-m -1|^curl --connect-timeout 3/;
  const rows = odd.filter(({ note, command }) => note === undefined && !left.test(command));
  test.each(rows)('$command ($columns columns)', (capture) => {
    const text = JSON.stringify(capture).replaceAll('192.168.1.77', '192.168.1.20');
    run(session, JSON.parse(text));
  });
});

test('any words end with a status, and never in a fault of the program', () => {
  const session = new Session();
  session.type('laptop', 'cd site; python3 -m http.server 8000');
  const word = fc.oneof(
    fc.string({ maxLength: 10 }).map((text) => `'${text.replace(/['\n\r]/g, '')}'`),
    fc.constantFrom(
      '-v',
      '-I',
      '-m',
      '1',
      'http://laptop:8000/',
      '-o',
      '[::1]:1',
      '-X',
      '-d',
      '-w',
    ),
  );
  const start = session.world;
  fc.assert(
    fc.property(fc.array(word, { maxLength: 5 }), (words) => {
      session.world = start;
      const text = session.type('phone', `curl ${words.join(' ')}`);
      expect(text).not.toContain('fault in the program');
    }),
    { numRuns: 60 },
  );
});

test('-w may hold letters beyond ASCII', () => {
  const session = new Session();
  session.type('laptop', 'python3 -m http.server 8000', 1);
  const line = "curl -so /dev/null -w '%{http_code} → %{remote_port}\\n' http://127.0.0.1:8000/";
  expect(session.type('laptop', line)).toBe('200 → 8000\n');
});
