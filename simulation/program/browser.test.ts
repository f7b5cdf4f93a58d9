/** The browser's words, as Chromium 156 gave them for the same situations. */
import { describe, expect, test } from 'vitest';
import { homeScenario, Session } from '../scenario/scenario-fixtures';
import { parseAddressBar } from './browser-address';
import { readHtml } from './browser-page';

describe('an address', () => {
  test.each([
    ['http://127.0.0.1:9999/', 'ERR_CONNECTION_REFUSED'],
    ['http://localhost:9999/', 'ERR_CONNECTION_REFUSED'],
    ['http://192.168.1.99:8000/', 'ERR_ADDRESS_UNREACHABLE'],
    ['http://8.8.8.8/', 'ERR_ADDRESS_UNREACHABLE'],
    ['http://nosuch.example/', 'ERR_NAME_NOT_RESOLVED'],
    ['http://127.0.0.1:6000/', 'ERR_UNSAFE_PORT'],
    ['http://127.0.0.1:22/', 'ERR_UNSAFE_PORT'],
    ['http://127.0.0.1:99999/', 'ERR_INVALID_URL'],
    ['http://256.1.1.1/', 'ERR_INVALID_URL'],
    ['http://', 'ERR_INVALID_URL'],
  ])('%s shows %s', (url, error) => {
    expect(new Session().browse('laptop', url)).toMatchObject({ error });
  });

  test.each([
    ['localhost:8000', 'http://localhost:8000/', '/'],
    ['192.168.1.20:8000/a?b#c', 'http://192.168.1.20:8000/a?b', '/a?b'],
    ['http://127.1', 'http://127.0.0.1/', '/'],
    ['http://[::1]:8000', 'http://[::1]:8000/', '/'],
    ['https://shop.example/a/../b', 'https://shop.example/b', '/b'],
  ])('%s is read as %s', (typed, text, target) => {
    expect(parseAddressBar(typed)).toMatchObject({ ok: true, url: { text, target } });
  });
});

test('silence ends in ERR_CONNECTION_TIMED_OUT, no link in ERR_INTERNET_DISCONNECTED', () => {
  const firewall = [{ hook: 'in' as const, action: 'drop' as const }];
  const session = new Session(homeScenario({ phone: { firewall } }));
  expect(session.browse('laptop', 'http://phone:8000/')).toMatchObject({
    error: 'ERR_CONNECTION_TIMED_OUT',
  });
  session.do({ do: 'link', host: 'laptop', iface: 'eth0', state: 'down' });
  expect(session.browse('laptop', 'http://phone:8000/')).toMatchObject({
    error: 'ERR_INTERNET_DISCONNECTED',
  });
});

test('a listing is shown with its title, a plain text as it is, a missing file with its status', () => {
  const session = new Session();
  session.type('laptop', 'cd site; python3 -m http.server 8000');
  expect(session.browse('phone', 'laptop:8000')).toEqual({
    url: 'http://laptop:8000/',
    status: 200,
    title: 'Directory listing for /',
    text: 'Directory listing for /\nhello.txt',
  });
  expect(session.browse('phone', 'laptop:8000/hello.txt')).toMatchObject({
    title: 'laptop:8000/hello.txt',
    text: 'hello',
  });
  expect(session.browse('phone', 'laptop:8000/nosuch')).toMatchObject({ status: 404 });
});

test('an answer in another protocol is no page', () => {
  const session = new Session();
  session.type('laptop', 'echo 220 hello | nc -l 9000');
  expect(session.browse('phone', 'laptop:9000')).toMatchObject({
    error: 'ERR_INVALID_HTTP_RESPONSE',
  });
  session.key('laptop', 'C');
  session.type('laptop', 'nc -l 9000 < /dev/null');
  session.type('laptop', 'cd site; python3 -m http.server 8000', 1);
  expect(session.browse('phone', 'https://laptop:8000')).toMatchObject({
    error: 'ERR_SSL_PROTOCOL_ERROR',
  });
});

test('a new address gives up a page that does not come', () => {
  const session = new Session();
  session.type('laptop', 'nc -lk 9000');
  session.type('laptop', 'cd site; python3 -m http.server 8000', 1);
  expect(session.browse('phone', 'laptop:9000')).toMatchObject({ loading: true });
  expect(session.browse('phone', 'laptop:8000/hello.txt')).toMatchObject({ text: 'hello' });
  session.key('laptop', 'C');
  session.do({ do: 'wait', ms: 1000 });
  const again = session.browse('phone', 'laptop:8000/hello.txt');
  expect(again).toMatchObject({ text: 'hello', url: 'http://laptop:8000/hello.txt' });
});

test('readHtml leaves markup out and keeps what is said', () => {
  const { title, text } = readHtml(
    '<!doctype html><html><head><title>A &amp; B</title><style>p{}</style></head>' +
      '<body><h1>Hi</h1><script>x()</script><p>one <b>two</b>&#33;</body>',
  );
  expect(title).toBe('A & B');
  expect(text).toBe('Hi\none two!');
});
