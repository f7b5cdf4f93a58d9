/**
 * Every command of the course was compared with the real program at both widths, or it is said why
 * not. Which were is read from the captures; docs/tools/captures.md shows the table (`vitest -u`
 * writes it).
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type CaptureFile, loadCaptureFiles } from './terminal-captures.test-helper';

type Command = {
  name: string;
  /** The command line, without sudo, where it is more than the name. */
  line?: RegExp;
  /** Why there is nothing to compare. */
  reason?: string;
};

const plain =
  'ss netstat ip ping traceroute nc telnet curl wget dig host nslookup getent ssh psql mysql ' +
  'redis-cli swaks sendmail ftp ldapsearch mosquitto_pub mosquitto_sub nmap tcpdump lsof ps kill ' +
  'pkill jobs fg bg ufw nft iptables sysctl cat ls grep head tail tee echo sudo gunicorn date hostname';

const commands: readonly Command[] = [
  ...plain.split(' ').map((name) => ({ name })),
  { name: 'openssl s_client', line: /^openssl s_client\b/ },
  { name: 'nginx -t', line: /^nginx -t\b/ },
  { name: 'python manage.py', line: /^(python3? )?\S*manage\.py\b/ },
  { name: 'python -m http.server', line: /^python3? -m http\.server\b/ },
  {
    name: 'systemctl',
    reason: 'needs systemd as process 1, which namespaces cannot give it; see system.md',
  },
  {
    name: 'journalctl',
    reason: 'reads the journal of a systemd that runs, which namespaces do not have; see system.md',
  },
  {
    name: 'mongosh',
    reason: 'Debian has no package of it; written from its documentation, see databases.md',
  },
  {
    name: 'docker',
    reason: 'a container needs images and a daemon; see containers-and-probes.md',
  },
  { name: 'man', reason: 'the pages are our own words, made from the table of programs' },
];

/** The commands of a line: after separators that no quotes hold, and after `sudo`. */
function splitLine(line: string): string[] {
  const bare = line.replace(/'[^']*'|"[^"]*"/g, (quoted) => quoted.replace(/[|;&]/g, ' '));
  return bare
    .split(/[|;&]+|\$\(/)
    .map((part) => part.trim().replace(/^(\w+=\S* )+/, ''))
    .flatMap((part) => [part, part.replace(/^sudo( -u \S+)? /, '')]);
}

function isOf({ name, line }: Command, part: string): boolean {
  return line ? line.test(part) : part.split(/\s/)[0] === name;
}

type Count = { lines: number; wide: number; differing: number; files: Set<string> };

/** Counts the lines of a command that are compared, and those that are said to differ. */
function count(command: Command, files: readonly CaptureFile[]): Count {
  const counted: Count = { lines: 0, wide: 0, differing: 0, files: new Set() };
  for (const { name, columns, sessions } of files) {
    for (const { line = '', shown, differs } of sessions.flatMap(({ steps }) => steps)) {
      if (shown === undefined || !splitLine(line).some((part) => isOf(command, part))) continue;
      counted.files.add(name);
      if (differs !== undefined) counted.differing += 1;
      else {
        if (columns.includes(80)) counted.lines += 1;
        if (columns.includes(120)) counted.wide += 1;
      }
    }
  }
  return counted;
}

function formatTable(rows: readonly string[][]): string {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const format = (row: readonly string[], fill: string) =>
    `| ${row.map((cell, at) => cell.padEnd(widths?.[at] ?? 0, fill)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  const rule = format(
    head.map(() => ''),
    '-',
  );
  return [format(head, ' '), rule, ...body.map((row) => format(row, ' '))].join('\n');
}

const files = loadCaptureFiles();
const counts = commands.map((command) => ({ command, ...count(command, files) }));

test.each(counts)('$command.name is compared at both widths, or it is said why not', (row) => {
  const { command, lines, wide } = row;
  expect({ name: command.name, narrow: lines > 0, wide: wide > 0 }).toEqual({
    name: command.name,
    narrow: command.reason === undefined || lines > 0,
    wide: command.reason === undefined || wide > 0,
  });
});

test('every line that differs says why', () => {
  const steps = files.flatMap(({ sessions }) => sessions.flatMap((one) => one.steps));
  expect(steps.filter(({ differs }) => differs !== undefined && differs.length < 10)).toEqual([]);
});

test('the page shows the table', async () => {
  const page = 'docs/tools/captures.md';
  const rows = counts.map(({ command, lines, wide, differing, files: from }) => [
    `\`${command.name}\``,
    `${lines}`,
    `${wide}`,
    `${differing}`,
    command.reason ?? [...from].sort().join(', '),
  ]);
  const head = ['command', 'lines at 80', 'at 120', 'differ', 'captured in, or why not'];
  const table = formatTable([head, ...rows]);
  const before = readFileSync(page, 'utf8').split('\n## Commands\n')[0];
  const intro =
    'Written by `npx vitest run simulation/scenario/course-captures.test.ts -u` from the capture files.';
  await expect(`${before}\n## Commands\n\n${intro}\n\n${table}\n`).toMatchFileSnapshot(
    `../../${page}`,
  );
});
