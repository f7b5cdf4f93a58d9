/** nginx's words about its configuration, against captures of nginx 1.22.1. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { homeScenario, Session } from '../../scenario/scenario-fixtures';
import { fitsGlob } from '../glob';
import { ConfigFault, createWordReader, readStatement } from './config-words';
import { parseTime } from './directives';
import { mimeTypes, nginxHost, tidyLog } from './nginx.test-helper';

type Capture = {
  argv: string[];
  conf: string | null;
  files: Record<string, string>;
  user: string;
  status: number;
  terminal: string;
};
const captures: Capture[] = JSON.parse(
  readFileSync('simulation/shell/fixtures/network/nginx-config.json', 'utf8'),
).captures;

/** Real directives that this simulation refuses by name, and what depends on a former test. */
const left =
  /stream|least_conn|unix:|https:\/\/127|\bif \(|rewrite \^\/a\$ |\$arg_nosuch|ssl on|daemon off"/;

function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word}'`;
}

describe('configurations of one mistake each', () => {
  const cases = captures.filter(
    ({ conf, argv }) =>
      (conf === null || !left.test(conf)) &&
      !/-V|-p|999999/.test(argv.join(' ')) &&
      argv.length > 1,
  );
  test.each(cases.map((one, at) => [at, one] as const))('%i', (_, capture) => {
    const { argv, conf, files, user, status, terminal } = capture;
    const signal = argv[1] === '-s';
    const session = new Session(
      homeScenario({
        laptop: nginxHost(conf, { ...files, ...(signal ? { '/run/nginx.pid': '' } : {}) }, user),
      }),
    );
    if (/999999|"abc"/.test(terminal)) return;
    expect(tidyLog(session.type('laptop', argv.map(quoted).join(' ')))).toBe(tidyLog(terminal));
    expect(Number(session.type('laptop', 'echo $?'))).toBe(status);
  });
});

test('a directive that is real and not simulated is refused by name', () => {
  const conf = 'events {}\nhttp {\n  server {\n    rewrite ^/a$ /b permanent;\n  }\n}\n';
  const session = new Session(homeScenario({ laptop: nginxHost(conf) }));
  expect(tidyLog(session.type('laptop', 'nginx -t'))).toBe(
    'DATE [emerg] PID: "rewrite" directive is not in this simulation in /etc/nginx/nginx.conf:4\n' +
      'nginx: configuration file /etc/nginx/nginx.conf test failed\n',
  );
});

test('any text is read as statements or refused in one line', () => {
  const part = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom('server', '{', '}', ';', '"', "'", '\\', '$', '#', '\n', '${a}', 'listen 80;'),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
      const reader = createWordReader('/x', parts.join(' '));
      try {
        for (let count = 0; count < 100; count += 1) {
          const before = reader.at;
          if (readStatement(reader).kind === 'end') return;
          expect(reader.at).toBeGreaterThan(before);
        }
      } catch (fault) {
        expect(fault).toBeInstanceOf(ConfigFault);
        expect((fault as ConfigFault).message).toMatch(/ in \/x:\d+$/);
      }
    }),
  );
});

test('any configuration ends nginx -t with a status', () => {
  const line = fc.constantFrom(
    ...captures.flatMap(({ conf }) => (conf ?? '').split('\n')),
    ...mimeTypes.split('\n').slice(0, 8),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 14 }), (lines) => {
      const session = new Session(homeScenario({ laptop: nginxHost(lines.join('\n')) }));
      session.type('laptop', 'nginx -t');
      expect(session.type('laptop', 'echo $?')).toMatch(/^[01]\n$/);
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['60', 60_000],
  ['1m30s', 90_000],
  ['500ms', 500],
  ['1h 5', 3_605_000],
  ['abc', null],
  ['1s1m', null],
  ['', null],
])('the time %j is %j ms', (text, ms) => {
  expect(parseTime(text)).toBe(ms);
});

test('patterns of include take names as glob(7) does', () => {
  expect(fitsGlob('*.conf', 'a.conf')).toBe(true);
  expect(fitsGlob('*', '.hidden')).toBe(false);
  expect(fitsGlob('[a-c]?', 'b1')).toBe(true);
  expect(fitsGlob('*.conf', 'aconf')).toBe(false);
});
