/** nginx as processes: its start, reload and end, and the course's transcript of it. */
import { describe, expect, test } from 'vitest';
import { homeScenario, Session } from '../../scenario/scenario-fixtures';
import { pemFile } from '../tls/tls-files.test-helper';
import { nginxHost, tidyLog } from './nginx.test-helper';

const conf = `user www-data;
worker_processes 1;
pid /run/nginx.pid;
error_log /var/log/nginx/error.log;
events {}
http {
  access_log /var/log/nginx/access.log;
  server {
    listen 80;
    server_name shop.example;
    location / { proxy_pass http://127.0.0.1:8000; }
  }
}
`;
const bad = 'events {}\nhttp {\n  server { listen 80\n    server_name shop.example; }\n}\n';

function machine(text = conf, files: Record<string, string> = {}, user = 'root'): Session {
  const more = { '/etc/nginx/bad.conf': bad, ...files };
  return new Session(homeScenario({ laptop: nginxHost(text, more, user) }));
}

describe('the transcript', () => {
  test('nginx -t', () => {
    const session = machine();
    expect(session.type('laptop', 'nginx -t -c /etc/nginx/nginx.conf')).toBe(
      'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\n' +
        'nginx: configuration file /etc/nginx/nginx.conf test is successful\n',
    );
    expect(tidyLog(session.type('laptop', 'nginx -t -c /etc/nginx/bad.conf'))).toBe(
      'DATE [emerg] PID: invalid parameter "server_name" in /etc/nginx/bad.conf:4\n' +
        'nginx: configuration file /etc/nginx/bad.conf test failed\n',
    );
  });

  test('ss, 502 and the line of the error log', () => {
    const session = machine();
    session.type('laptop', 'nginx');
    expect(session.type('laptop', 'ss -tlnp | cat')).toMatch(
      /^State {2}Recv-Q Send-Q Local Address:Port Peer Address:PortProcess *\nLISTEN 0 {6}511 {10}0\.0\.0\.0:80 {8}0\.0\.0\.0:\* {4}users:\(\("nginx",pid=(\d+),fd=5\),\("nginx",pid=(\d+),fd=5\)\)\n$/,
    );
    expect(tidyLog(session.type('phone', 'curl -sI http://192.168.1.20/ | cat'))).toBe(
      'HTTP/1.1 502 Bad Gateway\r\nServer: nginx/1.22.1\r\nDate: DATE\r\n' +
        'Content-Type: text/html\r\nContent-Length: 157\r\nConnection: keep-alive\r\n\r\n'.replaceAll(
          '\r',
          '\r',
        ),
    );
    expect(tidyLog(session.type('laptop', 'tail -1 /var/log/nginx/error.log'))).toBe(
      'DATE [error] PID: *1 connect() failed (111: Connection refused) while connecting to ' +
        'upstream, client: 192.168.1.50, server: shop.example, request: "HEAD / HTTP/1.1", ' +
        'upstream: "http://127.0.0.1:8000/", host: "192.168.1.20"\n',
    );
  });

  test('a second nginx', () => {
    const session = machine();
    session.type('laptop', 'nginx');
    expect(session.type('laptop', 'nginx -c /etc/nginx/nginx.conf 2>&1 | tail -2')).toBe(
      'nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)\n' +
        'nginx: [emerg] still could not bind()\n',
    );
    expect(tidyLog(session.type('laptop', 'nginx -s reload'))).toBe(
      'DATE [notice] PID: signal process started\n',
    );
  });
});

test('without root the port is refused', () => {
  const own = 'pid /tmp/n.pid;\nevents {}\nhttp { access_log off; server { listen 80; } }\n';
  const session = machine(own, {}, 'you');
  expect(tidyLog(session.type('laptop', 'nginx'))).toBe(
    'DATE [emerg] PID: bind() to 0.0.0.0:80 failed (13: Permission denied)\n',
  );
  expect(session.type('laptop', 'echo $?')).toBe('1\n');
});

const page = (text: string) =>
  `events {}\nhttp { access_log off; server { listen 80; return 200 "${text}\\n"; } }\n`;

test('reload brings new workers, and old ones stay until their connections end', () => {
  const slow = conf.replace('access_log', 'proxy_read_timeout 9s;\n  access_log');
  const session = machine(slow, { '/etc/nginx/next.conf': page('new') });
  session.type('laptop', 'nginx');
  session.type('laptop', 'nc -lk 127.0.0.1 8000', 1);
  const workers = () => session.type('laptop', 'pgrep -f "worker process"').trim().split('\n');
  const [old] = workers();
  // A request that the upstream does not answer.
  session.type('phone', 'curl -s http://192.168.1.20/ &');
  session.type('laptop', 'cp /etc/nginx/next.conf /etc/nginx/nginx.conf; nginx -s reload');
  expect(workers()).toHaveLength(2);
  expect(session.type('phone', 'curl -s http://192.168.1.20/', 1)).toBe('new\n');
  expect(workers()).toContain(old);
  session.type('laptop', 'sleep 10');
  expect(workers()).toHaveLength(1);
  expect(workers()).not.toContain(old);
  expect(session.read('phone')).toContain('504 Gateway Time-out');
});

test('a configuration that is wrong changes nothing', () => {
  const session = machine(page('old'));
  session.type('laptop', 'nginx');
  session.type('laptop', 'cp /etc/nginx/bad.conf /etc/nginx/nginx.conf');
  expect(session.type('laptop', 'nginx -s reload; echo $?')).toMatch(/\[emerg\].*\n1\n$/);
  session.type('laptop', 'pkill -HUP -f "master process"');
  expect(session.type('phone', 'curl -s http://192.168.1.20/')).toBe('old\n');
});

test('a killed worker is replaced; stop and quit end them all', () => {
  const session = machine(page('here'));
  session.type('laptop', 'nginx');
  const first = session.type('laptop', 'pgrep -f "worker process"');
  session.type('laptop', `kill -9 ${first.trim()}`);
  const second = session.type('laptop', 'pgrep -f "worker process"');
  expect(second).toMatch(/^\d+\n$/);
  expect(second).not.toBe(first);
  expect(session.type('phone', 'curl -s http://192.168.1.20/')).toBe('here\n');
  session.type('laptop', 'nginx -s quit');
  expect(session.type('laptop', 'pgrep nginx; ss -Htln | cat; ls /run')).toBe('');
  session.type('laptop', 'nginx; nginx -s stop');
  expect(session.type('laptop', 'pgrep nginx; ss -Htln | cat; ls /run')).toBe('');
});

test('an upstream that no packet reaches is 504 after proxy_connect_timeout', () => {
  const far = `error_log /var/log/nginx/error.log;\n${conf
    .replace(/error_log.*\n/, '')
    .replace('http://127.0.0.1:8000;', 'http://192.168.1.50:8000; proxy_connect_timeout 2s;')}`;
  const session = machine(far);
  session.type('laptop', 'nginx; iptables -A OUTPUT -p tcp --dport 8000 -j DROP');
  const asked = 'curl -s -o /dev/null -w "%{http_code}\\n" http://192.168.1.20/';
  expect(session.type('phone', asked)).toBe('504\n');
  expect(session.type('laptop', 'cat /var/log/nginx/error.log')).toContain(
    'upstream timed out (110: Connection timed out) while connecting to upstream, client: 192.168.1.50',
  );
});

test('a visitor who goes away is 499', () => {
  const session = machine();
  session.type('laptop', 'nginx');
  session.type('laptop', 'nc -lk 127.0.0.1 8000', 1);
  session.type('phone', 'curl -s -m 1 http://192.168.1.20/');
  expect(session.type('laptop', 'cat /var/log/nginx/access.log')).toMatch(/" 499 0 "-"/);
});

test('files that only root may read are 403, and said so in the log', () => {
  const closed = `${page('x').replace('return 200 "x\\n";', 'root /root;')}`;
  const session = machine(`error_log /var/log/nginx/error.log;\n${closed}`, { '/root/a.txt': 'x' });
  session.type('laptop', 'nginx');
  const asked = 'curl -s -o /dev/null -w "%{http_code}\\n" http://192.168.1.20/a.txt';
  expect(session.type('phone', asked)).toBe('403\n');
  expect(session.type('laptop', 'cat /var/log/nginx/error.log')).toContain(
    'open() "/root/a.txt" failed (13: Permission denied), client: 192.168.1.50',
  );
});

test('plain HTTP to a port of TLS is told so', () => {
  const secret = page('x').replace(
    'listen 80;',
    'listen 443 ssl; ssl_certificate /etc/ssl/a.pem; ssl_certificate_key /etc/ssl/a.key;',
  );
  const session = machine(secret, {
    '/etc/ssl/a.pem': pemFile('good.pem'),
    '/etc/ssl/a.key': pemFile('good.key'),
  });
  session.type('laptop', 'nginx');
  const text = session.type('phone', 'curl -si http://192.168.1.20:443/ | cat');
  expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r?\n[^]*Content-Length: 255/);
  expect(text).toContain('<center>The plain HTTP request was sent to HTTPS port</center>');
});
