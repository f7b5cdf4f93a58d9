/** gunicorn on a terminal and behind nginx, against captures of gunicorn 20.1.0. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { homeScenario, Session } from '../../scenario/scenario-fixtures';
import { nginxHost } from '../nginx/nginx.test-helper';
import { parseGunicornHead } from './answer';
import { readGunicornArguments } from './arguments';

type Capture = {
  argv: string[];
  cwd: string;
  user: string;
  status: number;
  terminal: string;
  exchanges: { request: string; response: string }[];
  after: [string, string][];
  stop: string | null;
};
const captures: Capture[] = JSON.parse(
  readFileSync('simulation/shell/fixtures/network/gunicorn.json', 'utf8'),
).captures;

const wsgi = `import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')

application = get_wsgi_application()
`;

/** A laptop with a Django project, nginx in front of it, and a second user's rights. */
function laptop(conf: string | null = null, user = 'you'): Session {
  const project = Object.entries(homeScenario().hosts.laptop?.files ?? {}).map(([path, text]) => [
    path.replace('/home/you/', '/srv/'),
    text,
  ]);
  const { files } = nginxHost(conf);
  return new Session(
    homeScenario({
      laptop: {
        user,
        files: { ...files, ...Object.fromEntries(project), '/srv/shop/shop/wsgi.py': wsgi },
      },
    }),
  );
}

function tidy(text: string): string {
  const pids = new Map<string, string>();
  const name = (pid: string) => {
    if (!pids.has(pid)) pids.set(pid, `P${pids.size + 1}`);
    return pids.get(pid) ?? '';
  };
  return text
    .replaceAll('[1000]', '[65534]')
    .replace(
      /\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000\] \[(\d+)\]/g,
      (_, pid) => `[DATE] [${name(pid)}]`,
    )
    .replace(/\((\d{3,6})\)|pid: (\d+)/g, (_, a, b) => `(${name(a ?? b)})`)
    .replace(/with pid (\d+)/g, (_, pid) => `with pid ${name(pid)}`)
    .replace(/\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000/g, 'DATE')
    .replaceAll('/usr/lib/python3/dist-packages', '/usr/local/lib/python3.11/site-packages')
    .replaceAll('/usr/lib/python3.11', '/usr/local/lib/python3.11')
    .replace(/\^C/g, '');
}

/** Tracebacks of the port and of the class of workers; a race at the end of replaced workers. */
const left = /99999|-k nosuch|SIGHUP|gaccess|-c \/nosuch|^gunicorn shop\.wsgi -b 8000 /;

describe('on a terminal', () => {
  const cases = captures.filter(
    ({ argv, after, exchanges, status }) =>
      !left.test(`${argv.join(' ')} ${JSON.stringify(after)}`) &&
      exchanges.length === 0 &&
      status >= 0,
  );
  test.each(cases)('$argv $after', ({ argv, cwd, user, status, terminal, after, stop }) => {
    const session = laptop(null, user === 'root' ? 'root' : 'you');
    // Nobody else holds the port unless the capture says so.
    if (terminal.includes('in use')) session.type('laptop', 'nc -lk 8000 &', 1);
    session.type('laptop', `cd ${cwd}`);
    session.type('laptop', 'cd /srv', 1);
    let text = session.type('laptop', argv.join(' '));
    for (const [who, signal] of after) {
      const pids = session.type('laptop', 'pgrep gunicorn', 1).trim().split('\n');
      session.type('laptop', `kill -${signal.slice(3)} ${pids[who === 'worker' ? 1 : 0]}`, 1);
    }
    text += session.read('laptop');
    if (stop === 'SIGINT') text += session.key('laptop', 'C');
    else if (stop) {
      const [master] = session.type('laptop', 'pgrep gunicorn', 1).trim().split('\n');
      session.type('laptop', `kill -${stop.slice(3)} ${master}`, 1);
      text += session.read('laptop');
    }
    const lines = (all: string) => tidy(all).trimEnd().split('\n');
    // Workers end in any order.
    expect(lines(text).sort()).toEqual(lines(terminal).sort());
    expect(Number(session.type('laptop', 'echo $?'))).toBe(stop === 'SIGINT' ? 0 : status);
  });
});

test('requests that are none get its page of 400', () => {
  const all = captures.flatMap(({ exchanges }) => exchanges);
  const refused = all.filter(({ response }) => response.includes('<h1><p>Bad Request'));
  expect(refused.length).toBeGreaterThan(3);
  for (const { request, response } of refused) {
    const parsed = parseGunicornHead(request);
    const message = parsed.ok ? '' : parsed.message.replaceAll("'", '&#x27;');
    expect(response).toContain(`    ${message}\n`);
  }
});

const proxied = `events {}
http {
  server {
    listen 80;
    location / { proxy_pass http://127.0.0.1:8000; }
  }
}
`;

test('a visitor gets 502, then the page, then 502 again', () => {
  const session = laptop(proxied, 'root');
  session.type(
    'laptop',
    'nginx; cd /srv/shop; sed -i "s/HOSTS = \\[\\]/HOSTS = [\'127.0.0.1\']/" shop/settings.py',
  );
  const ask = () =>
    session.type('phone', 'curl -s -o /dev/null -w "%{http_code}\\n" http://192.168.1.20/');
  expect(ask()).toBe('502\n');
  session.type('laptop', 'gunicorn shop.wsgi -b 127.0.0.1:8000 -w 2 --access-logfile -');
  expect(ask()).toBe('200\n');
  expect(session.read('laptop')).toMatch(
    /^127\.0\.0\.1 - - \[.*\] "GET \/ HTTP\/1\.0" 200 \d+ "-" "curl\/7\.88\.1"\n/,
  );
  expect(
    session.type('laptop', 'ss -Htlnp "sport = :8000" | cat', 1).match(/gunicorn/g)?.length,
  ).toBe(3);
  session.key('laptop', 'C');
  expect(ask()).toBe('502\n');
});

test('a caller that says nothing holds a sync worker until its time is over', () => {
  const session = laptop();
  session.type('laptop', 'cd /srv/shop; gunicorn shop.wsgi -t 5');
  session.type('laptop', 'nc 127.0.0.1 8000', 1);
  session.type('laptop', 'sleep 6', 2);
  const log = tidy(session.read('laptop'));
  expect(log).toMatch(/^\[DATE\] \[P\d\] \[CRITICAL\] WORKER TIMEOUT \(pid:\d+\)$/m);
  expect(log.match(/Booting worker/g)?.length).toBe(1);
});

test('any arguments are read or refused', () => {
  const word = fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.constantFrom('-b', '-w', '-k', '--bind=:1', '-w2', 'shop.wsgi', '127.0.0.1:8000', '-h', '-'),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (args) => {
      const read = readGunicornArguments(args);
      if (!read.ok) expect([0, 1, 2]).toContain(read.status);
    }),
  );
});

test('any bytes are a request or refused in a sentence', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (head) => {
      const parsed = parseGunicornHead(head);
      if (!parsed.ok) expect(parsed.message).toMatch(/^Invalid /);
    }),
  );
});

test('-D leaves the prompt to others and serves on as a daemon; other real options are refused by name', () => {
  const session = laptop();
  session.type('laptop', 'cd /srv/shop');
  expect(session.type('laptop', 'gunicorn -D -b 127.0.0.1:8001 shop.wsgi; echo $?')).toBe('0\n');
  session.type('laptop', 'sleep 1');
  expect(session.type('laptop', "ss -tlnH 'sport = :8001' | cat")).toContain('127.0.0.1:8001');
  expect(session.type('laptop', 'gunicorn -u nobody shop.wsgi')).toBe(
    'gunicorn: option -u is not in this simulation\n',
  );
});
