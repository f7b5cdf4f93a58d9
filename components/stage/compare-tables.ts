/** What changed in the hosts' socket tables between two moments. Pure. */
import { momentWords } from '@/content/messages/moments';
import type { SocketView, WorldView } from '@/simulation/world/view';
import { formatEndpoint } from './packet-words';
import { stateWord } from './world-reading';

type SocketField = keyof typeof momentWords.fields;
type FieldChange = { field: SocketField; from: string; to: string };
export type RowChange =
  | { kind: 'added' | 'gone'; id: number; row: SocketView }
  | { kind: 'changed'; id: number; row: SocketView; fields: FieldChange[] };
export type HostChanges = { host: string; changes: RowChange[] };

const owners = (row: SocketView) =>
  row.owners.map((owner) => `${owner.program} ${owner.pid}`).join(', ') || momentWords.nothing;

/** What is compared, as it is shown. */
const readings: Record<SocketField, (row: SocketView) => string> = {
  state: stateWord,
  local: (row) => formatEndpoint(row.local),
  peer: (row) => (row.peer === null ? momentWords.nothing : formatEndpoint(row.peer)),
  recvQ: (row) => String(row.recvQ),
  sendQ: (row) => String(row.sendQ),
  owners,
  waiting: (row) =>
    row.waiting
      .filter((one) => one.queue === 'accept')
      .map((one) => formatEndpoint(one.peer))
      .join(', ') || momentWords.nothing,
};

/** A row in a few words: `LISTEN 0.0.0.0:9000 (nc 101)`. */
export function rowInWords(row: SocketView): string {
  const peer = row.peer === null ? '' : ` with ${formatEndpoint(row.peer)}`;
  const held = row.owners.length === 0 ? '' : ` (${owners(row)})`;
  return `${row.proto} ${stateWord(row)} ${formatEndpoint(row.local)}${peer}${held}`;
}

/** A kernel that has started anew counts its sockets anew: the same number is not the same socket. */
function isSameSocket(one: SocketView, other: SocketView): boolean {
  const bound = (row: SocketView) => row.local.port !== 0;
  return (
    one.proto === other.proto &&
    one.family === other.family &&
    (!bound(one) || !bound(other) || one.local.port === other.local.port)
  );
}

function compareRows(before: SocketView, after: SocketView): FieldChange[] {
  return (Object.keys(readings) as SocketField[]).flatMap((field) => {
    const [from, to] = [readings[field](before), readings[field](after)];
    return from === to ? [] : [{ field, from, to }];
  });
}

function compareHost(before: readonly SocketView[], after: readonly SocketView[]): RowChange[] {
  const later = new Map(after.map((row) => [row.id, row]));
  const changes: RowChange[] = [];
  const same = new Set<number>();
  for (const row of before) {
    const next = later.get(row.id);
    if (next === undefined || !isSameSocket(row, next)) {
      changes.push({ kind: 'gone', id: row.id, row });
      continue;
    }
    same.add(row.id);
    const fields = compareRows(row, next);
    if (fields.length > 0) changes.push({ kind: 'changed', id: row.id, row: next, fields });
  }
  for (const row of after) {
    if (!same.has(row.id)) changes.push({ kind: 'added', id: row.id, row });
  }
  return changes;
}

/** Rows that are new, gone or changed at `b`, seen from `a`, host by host; hosts without any are left out. */
export function compareTables(a: WorldView, b: WorldView): HostChanges[] {
  const names = [...new Set([...a.hosts, ...b.hosts].map((host) => host.name))];
  const rowsOf = (view: WorldView, name: string) =>
    view.hosts.find((host) => host.name === name)?.sockets ?? [];
  return names.flatMap((host) => {
    const changes = compareHost(rowsOf(a, host), rowsOf(b, host));
    return changes.length === 0 ? [] : [{ host, changes }];
  });
}

/** One change as a sentence. */
export function changeInWords(change: RowChange): string {
  const row = rowInWords(change.row);
  switch (change.kind) {
    case 'added':
      return momentWords.added(row);
    case 'gone':
      return momentWords.gone(row);
    case 'changed':
      return momentWords.changed(
        row,
        change.fields.map(({ field, from, to }) => momentWords.became(field, from, to)),
      );
  }
}
