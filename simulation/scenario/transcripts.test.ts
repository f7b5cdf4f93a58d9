/**
 * Sessions captured from real tools, typed again in the simulator and compared character by
 * character. They were captured through pipes, so each line here writes to a file that is then
 * read. Numbers that chance gives (process ids, a client's port, milliseconds) stand for themselves.
 */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { FirewallRule } from '@/contract/action';
import type { OracleStep } from '@/contract/oracle';
import type { HostSpec } from '@/contract/scenario';
import { runOracleCase } from './oracle';
import { homeScenario, Session } from './scenario-fixtures';

type Block = { host: 'srv' | 'phone'; line: string; output: string };

const text = readFileSync(new URL('fixtures/transcripts.txt', import.meta.url), 'utf8');

/** The commands of each section with what they printed; what stands between them is left out. */
function readSections(): Record<string, Block[]> {
  const sections: Record<string, Block[]> = {};
  for (const part of text.split(/^## /m).slice(1)) {
    const [title = '', ...rest] = part.split('\n');
    const blocks = rest.join('\n').split(/^(?=(?:srv|phone)\$ )/m);
    sections[title] = blocks.flatMap((block) => {
      const [head = '', ...lines] = block.split('\n');
      const found = /^(srv|phone)\$ (.*?)(?: # .*)?$/.exec(head);
      if (!found) return [];
      const output =
        lines.join('\n').split(/(?:^|\n)\n(?=[a-z]+ terminal:|\d{4}\/|\d\d:|# )/)[0] ?? '';
      const host = found[1] === 'srv' ? 'srv' : 'phone';
      return [{ host, line: found[2] ?? '', output: output.trimEnd() }];
    });
  }
  return sections;
}

const sections = readSections();

/** What a section holds between its commands, from the line `head` on. */
function quote(head: string, until: string): string {
  const from = text.indexOf(`${head}\n`) + head.length + 1;
  return text.slice(from, text.indexOf(until, from));
}

const djangoFiles = Object.fromEntries(
  Object.entries(homeScenario().hosts.laptop?.files ?? {}).map(([path, content]) => [
    path.replace('/home/you/', '/root/'),
    content,
  ]),
);

/** Sections that the tests of their programs type again, block by block. */
const elsewhere: Readonly<Record<string, string>> = {
  'nginx, 502, 504': 'simulation/program/nginx/nginx-life.test.ts',
  TLS: 'simulation/shell/commands/curl-tls.test.ts',
  PostgreSQL: 'simulation/program/postgres/postgres.test.ts',
  DNS: 'simulation/program/dns/transcripts.test.ts',
  'published container port goes round the INPUT firewall (DNAT 8080 -> 172.17.0.2:8000, INPUT drop 8080)':
    'simulation/world/translate.test.ts',
};

/** Lines that cannot be typed again, and why. */
const left: Readonly<Record<string, string>> = {
  'phone$ psql -h 192.168.1.20 -U postgres': 'the tests of psql have it',
  'phone$ nmap -Pn -n -sV -p 5432 192.168.1.20 | grep tcp': 'nmap finds no versions here (-sV)',
  'phone$ curl -s http://192.168.1.20:8000/ | grep -m1 exception_value':
    "a line of Django's own style sheet, which the pages here leave out",
  'phone$ nmap -Pn -n -p 22,80,443,5432 192.168.1.20 | grep tcp':
    'the tests of nmap have such a list, for other ports',
  'srv$ nft list ruleset': 'the tests of nft have it, with the rules added by nft itself',
  'srv$ timeout 6 nginx -c /etc/nginx/nginx.conf 2>&1 | tail -2':
    'typed without timeout, which is no program of the course',
  'phone$ curl -sS --resolve shop.example:443:192.168.1.20 https://shop.example/ 2>&1 | head -1; exit ${PIPESTATUS[0]}':
    'typed without the exit, which belonged to the recording',
  'srv$ ss -tlnp | grep 5432': 'the tests of postgres have its row, at the width of a terminal',
  'srv$ ss -tln | grep 5432': 'the tests of postgres have its rows, at the width of a terminal',
  'srv$ ss -tanp | grep -c 5432': 'a count of connections that other lines had left behind',
  'srv$ dig @127.0.0.1 shop.example': 'put together from its parts in the test that is named',
  'phone$ dig @192.168.1.99 shop.example +time=1 +tries=1': 'the same',
  'phone$ curl -sS -m 3 -o /dev/null -w "%{http_code}\\n" http://192.168.1.20:8080/':
    'typed with other words for the same',
};

/** What differs from run to run. */
function steady(output: string): string {
  return output
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n')
    .replace(/^COMMAND +PID/, 'COMMAND PID')
    .replace(/pid=\d+/g, 'pid=N')
    .replace(/\b\d+ (root {4}3u {2}IPv4) +\d+ +0t0/g, 'N $1 N 0t0')
    .replace(/^\d{2,}$/gm, 'N')
    .replace(/after \d{1,2} ms/g, 'after N ms')
    .replace(/after 300\d ms/g, 'after 3000 ms')
    .replace(/after 200\d milliseconds/g, 'after 2000 milliseconds')
    .replace(/13:\d\d:\d\d GMT/g, 'TIME GMT')
    .replace(/^(Starting Nmap .* at) .*/m, '$1 DATE')
    .replace(/\(0\.\d+s latency\)/, '(N latency)')
    .replace(/scanned in \d+\.\d+ seconds/, 'scanned in N seconds')
    .replace(/^MAC Address: \S+/m, 'MAC Address: N')
    .replace(/Content-Length: \d+/g, 'Content-Length: N')
    .replace(/Python[/ ]3\.11\.\d+/g, 'Python 3.11')
    .trimEnd();
}

const visited = new Set<Block>();

/** A server and a phone, as in the captures, with a file for each line of the section. */
class Replay extends Session {
  private readonly blocks: Block[];
  private at = 0;

  constructor(title: string, changes: Partial<HostSpec> = {}) {
    const blocks = sections[title] ?? [];
    const files = (host: Block['host']) =>
      Object.fromEntries(
        blocks.flatMap((block, index) =>
          block.host === host ? [[`/tmp/line${index}`, `${block.line}\n`]] : [],
        ),
      );
    const { hosts, ...rest } = homeScenario();
    const { laptop, phone } = hosts;
    if (!laptop || !phone) throw new Error('the home scenario has changed');
    const srv = { ...laptop, user: 'root', terminals: 4 };
    super({
      ...rest,
      hosts: {
        srv: { ...srv, ...changes, files: { ...changes.files, ...files('srv') } },
        phone: { ...phone, user: 'root', programs: [], files: files('phone') },
      },
    });
    this.blocks = blocks;
  }

  /** Types the next line of the section and compares what it printed. */
  next(tty = 3): this {
    const index = this.at;
    this.at += 1;
    const block = this.blocks[index];
    if (!block) throw new Error(`the section has no line ${index}`);
    visited.add(block);
    const { host, line, output } = block;
    const place = host === 'phone' ? 1 : tty;
    const run = `bash /tmp/line${index} > /tmp/out 2>&1; echo "[exit $?]" >> /tmp/out; cat /tmp/out`;
    const printed = this.type(host, run, place);
    const wanted = output.includes('[exit ') ? output : `${output}\n[exit 0]`;
    // A file that does not end with a newline has the status behind its last line.
    const got = printed
      .replace(/(root@\S+:\S*[#$] ?)$/, '')
      .replace(/\s*(\[exit \d+\]\n*)$/, '\n$1');
    expect(steady(got).trim(), `${host}$ ${line}`).toBe(steady(wanted).trim());
    return this;
  }

  /** Passes over a line that cannot be typed again. */
  skip(): this {
    const block = this.blocks[this.at];
    this.at += 1;
    if (!block) throw new Error('the section has no more lines');
    expect(left[`${block.host}$ ${block.line}`], block.line).toBeDefined();
    visited.add(block);
    return this;
  }

  on(host: string, line: string, tty = 0): this {
    this.type(host, line, tty);
    return this;
  }
}

describe('the transcripts', () => {
  it('UDP', () => {
    const bench = new Replay('UDP').next().on('srv', 'nc -u -l 9998');
    bench.next().next();
  });

  it('refused / timeout / names', () => {
    const bench = new Replay('refused / timeout / names');
    for (let line = 0; line < 6; line += 1) bench.next();
  });

  it('nc listener', () => {
    const bench = new Replay('nc listener (-n: without it nc waits for reverse DNS)');
    bench.on('srv', 'nc -nvl 9000').next();
    bench.on('phone', 'nc 192.168.1.20 9000').on('phone', 'hello');
    expect(bench.read('srv').replace(/ \d{5}$/m, ' 37454')).toContain(
      'Connection received on 192.168.1.50 37454\nhello\n',
    );
  });

  it('second bind', () => {
    new Replay('second bind').on('srv', 'python3 -m http.server 5432').next().next().next();
  });

  it('lsof / kill', () => {
    const bench = new Replay('lsof / kill');
    bench.on('srv', 'python3 -m http.server 8000 --bind 127.0.0.1');
    bench.next().next().next().next();
  });

  it('http.server and the number is not the protocol', () => {
    const bench = new Replay('http.server and the number is not the protocol', {
      files: { '/srv/www/hello.txt': 'hello' },
    });
    bench.on('srv', 'cd /srv/www && python3 -m http.server 5432');
    bench.next().skip().next().skip();
  });

  it('runserver', () => {
    const bench = new Replay('runserver', { files: djangoFiles });
    bench.on('srv', 'cd /root/shop && python manage.py runserver 0.0.0.0:8000');
    const undated = (printed: string) =>
      printed
        .replace(/^\S+ \d+, 2026 - [\d:]+$/m, 'DATE')
        .replace(/\x1b\[[\d;]*m/g, '')
        .trim();
    const shown = bench.terminal('srv', 0).text;
    expect(undated(shown.slice(shown.indexOf('Watching')))).toBe(
      undated(quote('server terminal:', '## traffic').replace('mysite', 'shop')),
    );
    bench.on('srv', 'cd /root/shop', 3).next().skip().next();
  });

  it('traffic on the wire', () => {
    const bench = new Replay('traffic on the wire (S=SYN, .=ACK, R=RST, P=data, F=FIN)');
    bench.on('srv', 'python3 -m http.server 8000');
    bench.events.length = 0;
    bench.next().next();
    const letters = { S: 'S', SA: 'S.', A: '.', RA: 'R.', PA: 'P.', FA: 'F.' } as const;
    const told = bench.events.flatMap((event) =>
      event.kind === 'sent' && event.packet.proto === 'tcp'
        ? [`${event.host} ${letters[event.packet.flags as keyof typeof letters]}`]
        : [],
    );
    const seen = [
      ...text.matchAll(/^13:11:01\.\d+ IP (192\.168\.1\.\d+)\.\d+ > .*Flags \[(.*?)\]/gm),
    ];
    const captured = seen.map(
      ([, from, flags]) => `${from === '192.168.1.50' ? 'phone' : 'srv'} ${flags}`,
    );
    // There the link took microseconds, here it takes a millisecond: so the body of the page waits
    // for the ACK of its head (RFC 896), and the FIN travels with it.
    const head = captured.indexOf('srv P.') + 1;
    expect(told.slice(0, head)).toEqual(captured.slice(0, head));
    expect(told.length).toBeGreaterThan(head);
  });

  it('firewall', () => {
    const drop: FirewallRule = { hook: 'in', proto: 'tcp', dport: 8080, action: 'drop' };
    const bench = new Replay('firewall', { firewall: [drop] });
    bench.on('srv', 'python3 -m http.server 8080');
    bench.skip().next().next().next().next();
    const rules: FirewallRule[] = [{ hook: 'in', iface: 'lo', action: 'accept' }, drop];
    bench.do({ do: 'firewall', host: 'srv', rules });
    bench.next();
    bench.do({ do: 'firewall', host: 'srv', rules: [{ ...drop, action: 'reject-port' }] });
    bench.next().next();
  });

  it('bind matrix', () => {
    const matrix = quote('## bind matrix', 'port 70000');
    const rows = [...matrix.matchAll(/^(.*?) +\['(\w+)'(?:, '(\w+)')?\]$/gm)];
    expect(rows.length).toBe(18);
    for (const [, title = '', ...wanted] of rows) {
      expect(bindTwice(title), title).toEqual(wanted.filter((one) => one !== undefined));
    }
  });

  it('stopped process keeps the port', () => {
    const bench = new Replay('stopped process keeps the port');
    bench.on('srv', 'python3 -m http.server 8000').key('srv', 'Z');
    const line = (name: string) =>
      bench
        .type('srv', name, 1)
        .replace(/root@srv:~# $/, '')
        .trim();
    expect(line('ps -o stat= -C python3')).toMatch(/^T/);
    expect(line('ss -tlnH | cat')).toMatch(/^LISTEN +0 +5 +0\.0\.0\.0:8000/);
    expect(line('curl -sS -m 2 http://127.0.0.1:8000/')).toMatch(
      /^curl: \(28\) Operation timed out after 200\d milliseconds with 0 bytes received$/,
    );
    expect(line('ss -tlnH | cat')).toMatch(/^LISTEN +1 +5 /);
    // SIGTERM waits until the process may run again.
    expect(line('pkill python3; ps -o stat= -C python3')).toMatch(/^T/);
    expect(line('pkill -CONT python3; sleep 0.1; ss -tlnH | cat')).toBe('');
  });
});

/** The calls behind a row of the bind matrix, and what they gave. */
function bindTwice(title: string): string[] {
  const [left = '', right] = title.replace(/\(.*\)/, '').split(' + ');
  const both = /both|REUSEADDR \+/.test(title);
  const same = /^same/.test(title);
  const addresses = title.match(/\d+\.\d+\.\d+\.\d+|::1?(?= |$)/g) ?? ['127.0.0.1'];
  const sockets = (right === undefined && !same ? [left] : ['first', 'second']).map((_, at) => {
    const addr = addresses[at] ?? addresses[0] ?? '127.0.0.1';
    const udp = title.startsWith('TCP + UDP') && at === 1;
    return { addr, type: addr.includes(':') ? 'tcp6' : udp ? 'udp' : 'tcp' };
  });
  const steps: OracleStep[] = [];
  const counted: number[] = [];
  sockets.forEach(({ addr, type }, at) => {
    const call = { proc: 'p', sock: `s${at}` };
    const option = (name: string) =>
      steps.push({ ...call, op: 'setsockopt', option: name, value: 1 });
    steps.push({ ...call, op: 'socket', type });
    if (both && title.includes('REUSEADDR')) option('SO_REUSEADDR');
    if (/both REUSEPORT/.test(title) || (/second with/.test(title) && at === 1))
      option('SO_REUSEPORT');
    if (title.includes('v6only') && type === 'tcp6') option('IPV6_V6ONLY');
    counted.push(steps.length);
    steps.push({ ...call, op: 'bind', addr, port: 18000 });
    if (type !== 'udp' && !title.includes('not listening'))
      steps.push({ ...call, op: 'listen', backlog: 5 });
  });
  const outcome = runOracleCase({
    id: title,
    title,
    lans: ['lan'],
    hosts: { A: { interfaces: { eth0: { lan: 'lan', addr: '192.168.1.20/24' } } } },
    procs: { p: { host: 'A', user: 'root' } },
    steps,
  });
  if ('unsupported' in outcome) return [outcome.unsupported];
  return counted.map((at) => outcome.steps[at]?.result ?? '');
}

it.each(Object.entries(elsewhere))('%s is typed again in %s', (title, file) => {
  const source = readFileSync(file, 'utf8').replaceAll('\\\\', '\\').replaceAll("\\'", "'");
  const missing = (sections[title] ?? []).filter(
    ({ host, line }) => !source.includes(line) && left[`${host}$ ${line}`] === undefined,
  );
  expect(missing.map(({ line }) => line)).toEqual([]);
});

afterAll(() => {
  const all = Object.entries(sections).flatMap(([title, blocks]) =>
    elsewhere[title] === undefined ? blocks : [],
  );
  const missed = all.filter((block) => !visited.has(block));
  expect(missed.map(({ host, line }) => `${host}$ ${line}`)).toEqual([]);
});
