/** systemctl and journalctl. systemd does not run where captures are made: texts are its sources'. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { units } from '../../program/systemd/units';
import { programTable } from '../../scenario/program-table';
import { homeScenario, Session } from '../../scenario/scenario-fixtures';

const conf = `user www-data;
worker_processes 1;
pid /run/nginx.pid;
events {}
http {
  access_log /var/log/nginx/access.log;
  error_log /var/log/nginx/error.log;
  server { listen 80; location / { return 200 "ok\\n"; } }
}
`;

function machine(files: Record<string, string> = {}): Session {
  const all = { '/etc/nginx/nginx.conf': conf, '/var/log/nginx/access.log': '', ...files };
  return new Session(homeScenario({ laptop: { user: 'root', files: all } }));
}

/** Numbers of processes, moments, and colours. */
function tidy(text: string): string {
  return text
    .replace(/\x1b\[[\d;]*m/g, '')
    .replace(/(PID: |Process: |[├└]─)\d+/g, '$1N')
    .replace(/nginx\[\d+\]/g, 'nginx[N]')
    .replace(/\w{3} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC; .* ago/g, 'WHEN')
    .replace(/^\w{3} \d\d \d\d:\d\d:\d\d/gm, 'DATE')
    .replace(/Duration: .*/, 'Duration: D')
    .replace(/\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (\[\w+\]) \d+#\d+/g, 'DATE $1 PID');
}

const title = 'nginx.service - A high performance web server and a reverse proxy server';
const globals = '-g daemon on; master_process on;';

test('a service is started, shown, reloaded and stopped', () => {
  const session = machine();
  expect(session.type('laptop', 'systemctl start nginx')).toBe('');
  expect(session.type('phone', 'curl -s http://192.168.1.20/')).toBe('ok\n');
  expect(session.type('laptop', 'systemctl is-active nginx')).toBe('active\n');
  expect(tidy(session.type('laptop', 'systemctl status nginx'))).toBe(
    `● ${title}\n` +
      '     Loaded: loaded (/lib/systemd/system/nginx.service; enabled; preset: enabled)\n' +
      '     Active: active (running) since WHEN\n       Docs: man:nginx(8)\n' +
      `    Process: N ExecStartPre=/usr/sbin/nginx -t -q ${globals} (code=exited, status=0/SUCCESS)\n` +
      `    Process: N ExecStart=/usr/sbin/nginx ${globals} (code=exited, status=0/SUCCESS)\n` +
      '   Main PID: N (nginx)\n      Tasks: 2\n     CGroup: /system.slice/nginx.service\n' +
      `             ├─N "nginx: master process /usr/sbin/nginx ${globals}"\n` +
      '             └─N "nginx: worker process"\n\n' +
      `DATE laptop systemd[1]: Starting ${title}...\nDATE laptop systemd[1]: Started ${title}.\n`,
  );
  expect(session.type('laptop', 'systemctl reload nginx; echo $?')).toBe('0\n');
  expect(session.type('laptop', 'tail -20 /var/log/nginx/error.log')).toContain('');
  expect(session.type('laptop', 'systemctl stop nginx; systemctl is-active nginx; echo $?')).toBe(
    'inactive\n3\n',
  );
  expect(session.type('phone', 'curl -s http://192.168.1.20/; echo $?')).toBe('7\n');
  const status = tidy(session.type('laptop', 'systemctl status nginx'));
  expect(status).toContain(`○ ${title}\n`);
  expect(status).toContain('     Active: inactive (dead) since WHEN\n   Duration: D\n');
  expect(tidy(session.type('laptop', 'journalctl -u nginx -n 3 --no-pager'))).toBe(
    `DATE laptop systemd[1]: Stopping ${title}...\n` +
      'DATE laptop systemd[1]: nginx.service: Deactivated successfully.\n' +
      `DATE laptop systemd[1]: Stopped ${title}.\n`,
  );
});

describe('a configuration with a mistake', () => {
  const session = machine({ '/etc/nginx/nginx.conf': conf.replace('listen 80;', 'listn 80;') });
  const said = '[emerg] PID: unknown directive "listn" in /etc/nginx/nginx.conf:8';

  test('fails the start', () => {
    expect(session.type('laptop', 'systemctl restart nginx')).toBe(
      'Job for nginx.service failed because the control process exited with error code.\n' +
        'See "systemctl status nginx.service" and "journalctl -xeu nginx.service" for details.\n',
    );
    expect(session.type('laptop', 'echo $?; systemctl is-failed nginx')).toBe('1\nfailed\n');
  });

  test('is told of in the journal', () => {
    expect(tidy(session.type('laptop', 'journalctl -xeu nginx.service'))).toBe(
      `DATE laptop systemd[1]: Starting ${title}...\n` +
        `DATE laptop nginx[N]: DATE ${said}\n` +
        'DATE laptop nginx[N]: nginx: configuration file /etc/nginx/nginx.conf test failed\n' +
        'DATE laptop systemd[1]: nginx.service: Control process exited, code=exited, status=1/FAILURE\n' +
        "DATE laptop systemd[1]: nginx.service: Failed with result 'exit-code'.\n" +
        `DATE laptop systemd[1]: Failed to start ${title}.\n`,
    );
  });

  test('shows in the status', () => {
    expect(tidy(session.type('laptop', 'systemctl status nginx -n 0'))).toBe(
      `× ${title}\n` +
        '     Loaded: loaded (/lib/systemd/system/nginx.service; enabled; preset: enabled)\n' +
        '     Active: failed (Result: exit-code) since WHEN\n       Docs: man:nginx(8)\n' +
        `    Process: N ExecStartPre=/usr/sbin/nginx -t -q ${globals} (code=exited, status=1/FAILURE)\n`,
    );
    expect(session.type('laptop', 'systemctl --failed')).toContain(
      '● nginx.service loaded failed failed',
    );
  });
});

test('a service that stays has its output in the journal, and its end is noted', () => {
  const session = machine({ '/etc/redis/redis.conf': 'port 6379\n' });
  expect(session.type('laptop', 'systemctl start redis')).toBe('');
  expect(session.type('laptop', 'ss -ltn')).toContain(':6379');
  expect(session.type('laptop', 'journalctl -u redis-server')).toMatch(
    /laptop systemd\[1\]: Starting redis-server\.service - Advanced key-value store\.\.\.\n[^]*Started/,
  );
  session.type('laptop', 'pkill -9 redis-server');
  const status = tidy(session.type('laptop', 'systemctl status redis'));
  expect(status).toContain('     Active: failed (Result: signal) since WHEN');
  expect(status).toContain('   Main PID: N (code=killed, status=9/KILL)');
  expect(session.type('laptop', 'systemctl start redis; systemctl is-active redis')).toBe(
    'active\n',
  );
  expect(session.type('laptop', 'systemctl stop redis; systemctl is-active redis')).toBe(
    'inactive\n',
  );
});

test('a simple service counts as started, and its failure is found out later', () => {
  const session = machine();
  expect(session.type('laptop', 'systemctl start mongod; echo $?')).toBe('0\n');
  expect(tidy(session.type('laptop', 'systemctl status mongod'))).toContain(
    'Active: failed (Result: exit-code)',
  );
  const journal = session.type('laptop', 'journalctl -u mongod -o cat');
  expect(journal).toMatch(
    /^Started mongod\.service - MongoDB Database Server\.\nError reading config file/,
  );
  expect(journal).toContain(
    'mongod.service: Main process exited, code=exited, status=2/INVALIDARGUMENT\n',
  );
  expect(session.type('laptop', 'systemctl stop mongod; systemctl is-active mongod')).toBe(
    'failed\n',
  );
});

test('what was started with the machine is seen and stopped', () => {
  const session = machine();
  session.type('laptop', 'nginx');
  expect(session.type('laptop', 'systemctl is-active nginx')).toBe('active\n');
  expect(session.type('laptop', 'systemctl list-units --type=service')).toBe(
    '  UNIT          LOAD   ACTIVE SUB     DESCRIPTION\n' +
      '  nginx.service loaded active running A high performance web server and a reverse proxy server\n\n' +
      'LOAD   = Reflects whether the unit definition was properly loaded.\n' +
      'ACTIVE = The high-level unit activation state, i.e. generalization of SUB.\n' +
      'SUB    = The low-level unit activation state, values depend on unit type.\n' +
      '1 loaded units listed. Pass --all to see loaded but inactive units, too.\n' +
      "To show all installed unit files use 'systemctl list-unit-files'.\n",
  );
  expect(session.type('laptop', 'systemctl stop nginx; pgrep nginx')).toBe('');
});

test('a service is taken out of the start of the machine, and put back', () => {
  const session = machine();
  expect(session.type('laptop', 'systemctl disable mariadb')).toContain(
    'Removed "/etc/systemd/system/multi-user.target.wants/mariadb.service".\n',
  );
  expect(session.type('laptop', 'systemctl is-enabled mysql; echo $?')).toBe('disabled\n1\n');
  expect(session.type('laptop', 'systemctl enable mariadb')).toContain(
    'Created symlink /etc/systemd/system/multi-user.target.wants/mariadb.service → /lib/systemd/system/mariadb.service.\n',
  );
  expect(session.type('laptop', 'systemctl is-enabled mariadb')).toBe('enabled\n');
});

test.each([
  ['systemctl status nosuch', 'Unit nosuch.service could not be found.\n', 4],
  ['systemctl start nosuch', 'Failed to start nosuch.service: Unit nosuch.service not found.\n', 5],
  ['systemctl reload nginx', 'nginx.service is not active, cannot reload.\n', 1],
  ['systemctl foo', '\x1b[0;1;31mUnknown command verb foo.\x1b[0m\n', 1],
  ['systemctl start 2>&1 | cat', 'Too few arguments.\n', 0],
  ['systemctl --foo', "systemctl: unrecognized option '--foo'\n", 1],
  ['journalctl --foo', "journalctl: unrecognized option '--foo'\n", 1],
  ['journalctl -u nginx', '-- No entries --\n', 0],
])('%s', (line, text, status) => {
  const session = machine();
  expect(session.type('laptop', line)).toBe(text);
  expect(session.type('laptop', 'echo $?')).toBe(`${status}\n`);
});

test('only root changes services', () => {
  const session = new Session();
  expect(session.type('laptop', 'systemctl start nginx')).toBe(
    'Failed to start nginx.service: Interactive authentication required.\n' +
      "See system logs and 'systemctl status nginx.service' for details.\n",
  );
});

test('every unit whose program is here can be asked for, and no other', () => {
  const session = machine();
  for (const unit of units) {
    const here = Object.hasOwn(programTable, unit.main.program) || unit.part !== null;
    const told = session.type('laptop', `systemctl status ${unit.name}`);
    expect(told.includes('could not be found')).toBe(!here);
  }
});

test('systemctl and journalctl end for any arguments', () => {
  const session = machine();
  const word = fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.constantFrom(...['status', 'start', 'stop', 'nginx', 'redis', '-n', '--type=service', '-u']),
  );
  fc.assert(
    fc.property(
      fc.constantFrom('systemctl', 'journalctl'),
      fc.array(word, { maxLength: 4 }),
      (name, words) => {
        const quoted = words.map((one) => `'${one.replace(/[^\x20-\x7e]|'/g, '')}'`).join(' ');
        session.type('laptop', `${name} ${quoted} > /dev/null 2>&1 < /dev/null`);
        expect(session.type('laptop', 'echo $?')).toMatch(/^[0-5]\n$/);
      },
    ),
    { numRuns: 40 },
  );
});

/** However the database was started with the machine, and however soon the learner types. */
test.each([
  ['pg_ctlcluster 15 main start', 'restart', 1],
  ['pg_ctlcluster 15 main start', 'stop', 0],
  ['systemctl start postgresql', 'restart', 1],
  ['systemctl start postgresql', 'stop', 0],
])('a database started by %s, and then systemctl %s', (run, verb, running) => {
  const data = '/var/lib/postgresql/15/main';
  const etc = '/etc/postgresql/15/main';
  const files = {
    [`${data}/PG_VERSION`]: '15\n',
    [`${etc}/postgresql.conf`]: `data_directory = '${data}'\nhba_file = '${etc}/pg_hba.conf'\n`,
    [`${etc}/pg_hba.conf`]: 'host all all 127.0.0.1/32 trust\n',
  };
  const session = new Session(homeScenario({ laptop: { files, programs: [{ run }] } }));
  const before = session.type('laptop', 'pgrep -x postgres', 1);
  expect(session.type('laptop', `sudo systemctl ${verb} postgresql`)).toBe('');
  expect(session.terminal('laptop').running).toBe(null);
  const after = session.type('laptop', 'pgrep -x postgres', 1);
  expect(after).not.toBe(before);
  expect(after.split('\n').length - 1).toBe(running);
});
