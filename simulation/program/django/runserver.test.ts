/** manage.py over the simulated network: the whole of "Which address", step by step. */
import { expect, test } from 'vitest';
import { viewWorld } from '../../scenario/engine';
import { Session } from '../../scenario/scenario-fixtures';

const plain = (text: string) => text.replace(/\x1b\[[\d;]*m/g, '');

function project(): Session {
  const session = new Session();
  session.type('laptop', 'cd shop');
  return session;
}

/** The golden transcript, with this project's name. */
const greeting = (where: string) => `Watching for file changes with StatReloader
Performing system checks...

System check identified no issues (0 silenced).

You have 18 unapplied migration(s). Your project may not work properly until you apply the migrations for app(s): admin, auth, contenttypes, sessions.
Run 'python manage.py migrate' to apply them.
November 23, 2026 - 13:10:49
Django version 5.2.17, using settings 'shop.settings'
Starting development server at http://${where}/
Quit the server with CONTROL-C.

WARNING: This is a development server. Do not use it in a production setting. Use a production WSGI or ASGI server instead.
For more information on production servers see: https://docs.djangoproject.com/en/5.2/howto/deployment/
`;

test.each([
  ['', '127.0.0.1:8000', '127.0.0.1:8000'],
  [' 0.0.0.0:8000', '0.0.0.0:8000', '0.0.0.0:8000'],
  [' 0:8000', '0.0.0.0:8000', '0.0.0.0:8000'],
  [' 8001', '127.0.0.1:8001', '127.0.0.1:8001'],
  [' localhost:8000', 'localhost:8000', '127.0.0.1:8000'],
  [' laptop:8001', 'laptop:8001', '192.168.1.20:8001'],
  [' [::1]:8000', '[::1]:8000', '[::1]:8000'],
  [' -6', '[::1]:8000', '[::1]:8000'],
])('runserver%s greets and listens with a backlog of 10', (words, shown, bound) => {
  const session = project();
  expect(plain(session.type('laptop', `python manage.py runserver${words}`))).toBe(greeting(shown));
  const row = session.type('laptop', 'ss -Htlnp | cat', 1);
  expect(row).toContain(`LISTEN 0      10`);
  expect(row).toContain(` ${bound} `);
  expect(row).toMatch(/users:\(\("python",pid=\d+,fd=3\)\)/);
});

test.each([
  ['80', "Error: You don't have permission to access that port."],
  ['10.9.9.9:8000', "Error: That IP address can't be assigned to."],
  ['nosuch:8000', 'Error: [Errno -2] Name or service not known'],
  ['abc', 'CommandError: "abc" is not a valid port number or address:port pair.'],
  ['0.0.0.0', 'CommandError: "0.0.0.0" is not a valid port number or address:port pair.'],
  ['::1', 'CommandError: "::1" is not a valid port number or address:port pair.'],
  ['8000 9000', 'manage.py runserver: error: unrecognized arguments: 9000'],
])('runserver %s ends with: %s', (words, last) => {
  const session = project();
  const text = plain(session.type('laptop', `python manage.py runserver ${words}`));
  expect(text.trimEnd().split('\n').at(-1)).toBe(last);
  expect(Number(session.type('laptop', 'echo $?'))).toBeGreaterThan(0);
});

test('a second server on the port is refused, and a kill of the first one frees it', () => {
  const session = project();
  session.type('laptop', 'python manage.py runserver');
  session.type('laptop', 'cd shop', 1);
  const text = plain(session.type('laptop', 'python manage.py runserver', 1));
  expect(text.endsWith('Error: That port is already in use.\n')).toBe(true);
  session.type('laptop', 'kill $(lsof -t -iTCP:8000 -sTCP:LISTEN)', 1);
  expect(session.terminal('laptop').running).toBeNull();
  expect(session.type('laptop', 'ss -Htln', 1)).toBe('');
});

test('the phone is refused, then turned away, then let in', () => {
  const session = project();
  session.type('laptop', 'python manage.py runserver');
  expect(session.type('phone', 'curl -sS http://192.168.1.20:8000/')).toMatch(/^curl: \(7\)/);
  expect(session.browse('phone', 'http://192.168.1.20:8000/')).toMatchObject({
    error: 'ERR_CONNECTION_REFUSED',
  });
  session.key('laptop', 'C');
  session.type('laptop', 'python manage.py runserver 0.0.0.0:8000');
  expect(session.type('laptop', 'ssh phone curl -sI http://192.168.1.20:8000/', 1)).toMatch(
    /^HTTP\/1\.1 400 Bad Request\r\n/,
  );
  const log = plain(session.read('laptop')).split('\n');
  const refusal =
    "Invalid HTTP_HOST header: '192.168.1.20:8000'. You may need to add '192.168.1.20' to ALLOWED_HOSTS.";
  expect(log[0]).toBe(refusal);
  expect(log.slice(-4, -1)).toEqual([
    `django.core.exceptions.DisallowedHost: ${refusal}`,
    'Bad Request: /',
    expect.stringMatching(/^\[23\/Nov\/2026 13:\d\d:\d\d\] "HEAD \/ HTTP\/1\.1" 400 0$/),
  ]);
  expect(session.browse('phone', '192.168.1.20:8000')).toMatchObject({
    status: 400,
    title: 'DisallowedHost at /',
  });
  session.type(
    'laptop',
    `sed -i 's/^ALLOWED_HOSTS.*/ALLOWED_HOSTS = ["192.168.1.20"]/' shop/shop/settings.py`,
    1,
  );
  expect(plain(session.read('laptop'))).toContain(
    '/home/you/shop/shop/settings.py changed, reloading.\nWatching for file changes',
  );
  expect(session.browse('phone', '192.168.1.20:8000')).toMatchObject({
    status: 200,
    title: 'The install worked successfully! Congratulations!',
  });
  // The list takes the place of what DEBUG lets in.
  expect(session.type('laptop', 'curl -sI http://127.0.0.1:8000/', 1)).toMatch(/^HTTP\/1\.1 400 /);
});

test.each([
  ['http://127.0.0.1:8000/', 200],
  ['http://localhost:8000/', 200],
  ['http://shop.localhost:8000/', 200],
  ['http://0.0.0.0:8000/', 400],
  ['http://laptop:8000/', 400],
  ['http://127.0.0.1:8000/nosuch', 404],
  ['http://127.0.0.1:8000/admin/', 302],
])('a fresh project answers %s with %i', (url, status) => {
  const session = project();
  session.type('laptop', 'python manage.py runserver 0.0.0.0:8000');
  const line = `curl -s -o /dev/null -w '%{http_code}' --resolve shop.localhost:8000:127.0.0.1 ${url}`;
  expect(session.type('laptop', line, 1)).toBe(String(status));
});

test('headers and connection are those of the development server', () => {
  const session = project();
  session.type('laptop', 'python manage.py runserver');
  const head = session.type('laptop', 'curl -si http://127.0.0.1:8000/ | head -9', 1);
  expect(head.split('\r\n').map((line) => line.split(':')[0])).toEqual([
    ...['HTTP/1.1 200 OK', 'Date', 'Server', 'Content-Type', 'X-Frame-Options', 'Content-Length'],
    ...['X-Content-Type-Options', 'Referrer-Policy', 'Cross-Origin-Opener-Policy', ''],
  ]);
  expect(
    session.type('laptop', 'curl -sv -o /dev/null http://127.0.0.1:8000/ 2>&1 | tail -1', 1),
  ).toBe('* Connection #0 to host 127.0.0.1 left intact\n');
});

test('a mistake in the settings ends the server in the words of Python', () => {
  const session = project();
  session.type('laptop', 'python manage.py runserver');
  session.type(
    'laptop',
    `sed -i 's/^ALLOWED_HOSTS.*/ALLOWED_HOSTS = ["192.168.1.20"/' shop/shop/settings.py`,
    1,
  );
  const text = session.terminal('laptop').text;
  expect(text).toContain(
    '    ALLOWED_HOSTS = ["192.168.1.20"\n                    ^\nSyntaxError: \'[\' was never closed\n',
  );
  expect(session.terminal('laptop').running).toBeNull();
  expect(session.type('laptop', 'ss -Htln', 1)).toBe('');
});

test('with DEBUG off the log tells less, and an empty list is refused', () => {
  const session = project();
  session.type('laptop', `sed -i 's/^DEBUG.*/DEBUG = False/' shop/settings.py`);
  expect(plain(session.type('laptop', 'python manage.py runserver'))).toBe(
    'CommandError: You must set settings.ALLOWED_HOSTS if DEBUG is False.\n',
  );
  session.type(
    'laptop',
    `sed -i 's/^ALLOWED_HOSTS.*/ALLOWED_HOSTS = ["192.168.1.20"]/' shop/settings.py`,
  );
  session.type('laptop', 'python manage.py runserver 0.0.0.0:8000');
  expect(session.type('laptop', 'curl -s http://127.0.0.1:8000/', 1)).toContain(
    '<h1>Bad Request (400)</h1><p></p>',
  );
  expect(plain(session.read('laptop'))).toMatch(/^\[[^\]]*\] "GET \/ HTTP\/1\.1" 400 \d+\n$/);
});

test('after migrate the notice is gone', () => {
  const session = project();
  const text = plain(session.type('laptop', 'python manage.py migrate'));
  expect(text).toContain('  Applying sessions.0001_initial... OK\n');
  expect(plain(session.type('laptop', 'python manage.py runserver'))).not.toContain('unapplied');
});

test('Ctrl-C ends both of its processes', () => {
  const session = project();
  session.type('laptop', 'python manage.py runserver');
  const names = () =>
    viewWorld(session.world)
      .hosts.find(({ name }) => name === 'laptop')
      ?.processes.filter(({ program, state }) => program === 'python' && state !== 'Z').length;
  expect(names()).toBe(2);
  session.key('laptop', 'C');
  expect(names()).toBe(0);
});

test.each([
  ['check', 'System check identified no issues (0 silenced).\n'],
  ['--version', '5.2.17\n'],
  ['nosuch', "Unknown command: 'nosuch'\nType 'manage.py help' for usage.\n"],
  [
    'runserve',
    "Unknown command: 'runserve'. Did you mean runserver?\nType 'manage.py help' for usage.\n",
  ],
])('manage.py %s', (words, text) => {
  expect(project().type('laptop', `python manage.py ${words}`)).toBe(text);
});
