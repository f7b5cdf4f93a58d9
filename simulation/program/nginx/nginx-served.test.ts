/** What nginx answers, sends on and logs, byte for byte against captures of nginx 1.22.1. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Program } from '../../host/program';
import { print, sys } from '../../host/system';
import { programTable } from '../../scenario/program-table';
import { homeScenario, Session } from '../../scenario/scenario-fixtures';
import { createProgramTable } from '../../shell/registry';
import { nginxHost, tidyLog } from './nginx.test-helper';
import { readRequest } from './read-request';

type Exchange = { port: number; request: string; response: string; ended: boolean };
type Capture = {
  name: string;
  conf: string;
  files: Record<string, string>;
  exchanges: Exchange[];
  access: string;
  error: string;
  upstreams: Record<string, string[]>;
  says: Record<string, string | null>;
};
const captures: Capture[] = JSON.parse(
  readFileSync('simulation/shell/fixtures/network/nginx-served.json', 'utf8'),
).captures;

/** A client that sends a capture's request and tells what came, and whether the end came too. */
function rawClient(exchanges: readonly Exchange[]): Program {
  return {
    ...{ name: 'raw', usage: 'raw NUMBER', summary: 'sends bytes, for tests' },
    main: function* ({ argv }) {
      const { port, request } = exchanges[Number(argv[1])] ?? { port: 80, request: '' };
      const made = yield* sys.socket('tcp');
      if (!made.ok) return 1;
      const fd = made.value;
      yield* sys.connect(fd, '192.168.1.20', port);
      yield* sys.send(fd, request);
      for (let response = ''; ; ) {
        const ready = yield* sys.poll([fd], request.includes('slow') ? 6000 : 1500);
        const got = ready.ok && ready.value.length > 0 ? yield* sys.recv(fd) : null;
        if (!got?.ok || got.value === '') {
          yield* print(JSON.stringify({ response, ended: got !== null }));
          return 0;
        }
        response += got.value;
      }
    },
  };
}

/** An upstream that keeps what it is asked and says what the captured one said. */
function upstream(says: Capture['says'], asked: Record<string, string[]>): Program {
  return {
    ...{ name: 'upstream', usage: 'upstream PORT', summary: 'answers, for tests' },
    main: function* ({ argv }) {
      const [, port = ''] = argv;
      const made = yield* sys.socket('tcp');
      if (!made.ok) return 1;
      yield* sys.bind(made.value, '127.0.0.1', Number(port));
      yield* sys.listen(made.value, 20);
      for (;;) {
        const caller = yield* sys.accept(made.value);
        if (!caller.ok) return 1;
        const { fd } = caller.value;
        let request = '';
        while (!request.includes('\r\n\r\n')) {
          const got = yield* sys.recv(fd);
          if (!got.ok || got.value === '') break;
          request += got.value;
        }
        asked[port] = [...(asked[port] ?? []), request];
        const answer = says[port];
        if (answer === 'reset') yield* sys.setsockopt(fd, 'SO_LINGER', [1, 0]);
        else if (answer) yield* sys.send(fd, answer);
        // A silent one keeps its connections open.
        if (answer != null) yield* sys.close(fd);
      }
    },
  };
}

/** A file that only root may read cannot be laid out by a scenario. */
const left = /secret\.html/;

function tidyDate(text: string): string {
  return tidyLog(text).replace(/^Date: .*$/m, 'Date: DATE');
}

describe.each(captures)('$name', (capture) => {
  const asked: Record<string, string[]> = {};
  const programs = createProgramTable([
    // The shell of the new table finds what is in it.
    ...Object.values(programTable).filter(({ name }) => !/^(ba)?sh$/.test(name)),
    ...[rawClient(capture.exchanges), upstream(capture.says, asked)],
  ]);
  const host = nginxHost(capture.conf, capture.files);
  const session = new Session(homeScenario({ laptop: host }), programs);
  expect(session.type('laptop', 'nginx')).toBe('');
  for (const port of Object.keys(capture.says)) session.type('laptop', `upstream ${port} &`, 1);
  const answers = capture.exchanges.map((_, at) => session.type('phone', `raw ${at}`));
  const log = (path: string) => session.type('laptop', `cat ${path}`, 2);

  test.each(capture.exchanges.map((one, at) => [one.request.slice(0, 70), at] as const))(
    '%j',
    (_, at) => {
      const exchange = capture.exchanges[at];
      if (!exchange || left.test(exchange.request)) return;
      const { response, ended } = JSON.parse(answers[at] ?? '');
      expect(tidyDate(response)).toBe(tidyDate(exchange.response));
      expect(ended).toBe(exchange.ended);
    },
  );

  test('the upstreams are asked the same', () => {
    for (const [port, requests] of Object.entries(capture.upstreams)) {
      expect(asked[port] ?? []).toEqual(requests);
    }
  });

  test('the logs hold the same lines', () => {
    const lines = (text: string) =>
      tidyLog(text)
        .split('\n')
        .filter(
          (line) => !left.test(line) && !/OS: Linux|getrlimit|exit|SIGTERM|SIGCHLD/.test(line),
        )
        .map((line) => line.replace(/start worker process \d+/, 'start worker process N'));
    expect(lines(log('/var/log/nginx/access.log'))).toEqual(lines(capture.access));
    const error = Buffer.from(capture.error, 'latin1').toString('utf8');
    expect(lines(log('/var/log/nginx/error.log'))).toEqual(lines(error));
  });
});

test('any bytes are read as a request, refused, or waited for', () => {
  const part = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom('GET ', '/', ' HTTP/1.1', '\r\n', 'Host: a', ': ', '%41', '..', '?a=b'),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const read = readRequest(parts.join(''));
      expect(['more', 'bad', 'request']).toContain(read.kind);
      if (read.kind === 'request') expect(read.request.path).toMatch(/^\//);
    }),
  );
});
