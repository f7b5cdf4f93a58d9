/** What docker prints about containers. */
import { type Container, type Published, shownAddress } from './state';

/** `3 seconds`, in go-units' words. */
export function formatDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.floor(seconds / 60);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.round(seconds / 3600);
  if (hours === 1) return 'About an hour';
  return hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
}

function formatPublished({ addr, hostPort, port }: Published): string {
  return `${shownAddress(addr)}:${hostPort}->${port}/tcp`;
}

export type Fields = Readonly<Record<string, string>>;

export function fieldsOf(container: Container, running: boolean, now: number): Fields {
  const { id, image, command, created, started, stopped, name, ports } = container;
  const text = command.length > 20 ? `${command.slice(0, 19)}…` : command;
  const ended = `Exited (${stopped === null ? 1 : 0}) ${formatDuration(now - (stopped ?? now))} ago`;
  const up = `Up ${formatDuration(now - (started ?? now))}`;
  return {
    ID: id.slice(0, 12),
    Image: image,
    Command: `"${text}"`,
    CreatedAt: created.toString(),
    RunningFor: `${formatDuration(now - created)} ago`,
    Status: started === null ? 'Created' : running ? up : ended,
    State: started === null ? 'created' : running ? 'running' : 'exited',
    Ports: running ? ports.map(formatPublished).join(', ') : '',
    Names: name,
  };
}

const columns = [
  ['CONTAINER ID', 'ID'],
  ['IMAGE', 'Image'],
  ['COMMAND', 'Command'],
  ['CREATED', 'RunningFor'],
  ['STATUS', 'Status'],
  ['PORTS', 'Ports'],
  ['NAMES', 'Names'],
] as const;

/** Columns of at least ten, three blanks between them (text/tabwriter of Go). */
export function formatTable(rows: readonly Fields[]): string {
  const cells = [
    columns.map(([title]) => title as string),
    ...rows.map((row) => columns.map(([, key]) => row[key] ?? '')),
  ];
  const widths = columns.map((_, at) =>
    Math.max(10, ...cells.map((row) => (row[at] ?? '').length + 3)),
  );
  return cells
    .map(
      (row) =>
        `${row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join('')}\n`,
    )
    .join('');
}

/** `{{.Names}} {{.Ports}}`; null where a field is none of docker's. */
export function formatTemplate(template: string, row: Fields): string | null {
  let known = true;
  const text = template
    .replace(/\\t/g, '\t')
    .replace(/\{\{\s*\.(\w+)\s*\}\}/g, (_, name: string) => {
      const value = row[name];
      if (value === undefined) known = false;
      return value ?? '';
    });
  return known ? text : null;
}
