/** What came of an experiment, and how the table stands, read from a world and its trace. Pure. */
import type { Guess, Plan } from '@/content/messages/collisions/cases';
import type { TraceEvent } from '@/contract/trace';
import type { Comparison } from '@/simulation/host/bind-law';
import type { SocketView, WorldView } from '@/simulation/world/view';
import type { Claim, HolderView } from '@/simulation/world/view-holders';
import { type Line, linesOf, processes, type Role, roles, visitor } from './plan-actions';

type CallEvent = Extract<TraceEvent, { kind: 'call' }>;
type Who = Role | 'visitor';
export type Failure = { who: Who; call: string; errno: string };

const isEnded = (event: TraceEvent): event is CallEvent =>
  event.kind === 'call' && event.result !== undefined;

/** The first call that failed; null where none did. */
export function readFailure(before: readonly TraceEvent[]): Failure | null {
  for (const event of before) {
    if (isEnded(event) && event.result?.ok === false) {
      const who = roles.find((role) => processes[role] === event.program) ?? 'visitor';
      return { who, call: event.call, errno: event.result.errno };
    }
  }
  return null;
}

/** Which of the three predictions a result is; null for one that nobody was asked about. */
export function guessOf(failure: Failure | null): Guess | null {
  if (failure === null) return 'both';
  if (failure.who !== 'second' || failure.errno !== 'EADDRINUSE') return null;
  return failure.call === 'bind' || failure.call === 'listen' ? failure.call : null;
}

/** A line of a program and its fate: not reached, done, or an errno; the last try counts. */
export type LineState = { line: Line; state: 'ahead' | 'done' | 'failed'; errno: string | null };

export function readLines(plan: Plan, role: Role, before: readonly TraceEvent[]): LineState[] {
  const made = before.filter(
    (event): event is CallEvent =>
      isEnded(event) && event.program === processes[role] && event.host === plan[role].host,
  );
  return linesOf(plan, role).map((line) => {
    const { result } =
      made.findLast(
        ({ call, args }) =>
          call === line.call && (line.option === null || args.option === line.option),
      ) ?? {};
    if (result === undefined) return { line, state: 'ahead', errno: null };
    return result.ok
      ? { line, state: 'done', errno: null }
      : { line, state: 'failed', errno: result.errno };
  });
}

export type Asked = Claim & {
  host: string;
  program: string;
  call: 'bind' | 'listen';
  proto: 'tcp' | 'udp';
  errno: string | null;
};

/** Who looks into the table in these events: the last bind() or listen() that was answered. */
export function readAsked(view: WorldView, events: readonly TraceEvent[]): Asked | null {
  const event = events.filter(isEnded).findLast(({ call }) => call === 'bind' || call === 'listen');
  if (event?.socket === undefined) return null;
  const row = view.hosts
    .find(({ name }) => name === event.host)
    ?.sockets.find(({ id }) => id === event.socket);
  if (row === undefined) return null;
  const { addr, port } = event.args;
  const local =
    event.call === 'bind' && typeof addr === 'string' && typeof port === 'number'
      ? { addr, port }
      : row.local;
  return {
    ...{ socket: row.id, local, host: event.host, program: event.program, proto: row.proto },
    call: event.call === 'bind' ? 'bind' : 'listen',
    errno: event.result?.ok === false ? event.result.errno : null,
  };
}

export type TableRow = Pick<SocketView, 'id' | 'proto' | 'local' | 'peer' | 'family'> & {
  state: string;
  owner: string | null;
  asks: string[];
  /** Connections that wait at this listener for accept(). */
  waiting: number;
  /** `asking`: the newcomer's own. Null: nobody is looking. */
  found: Comparison | 'asking' | null;
};
export type PortTable = { host: string; asked: Asked | null; rows: TableRow[] };

/**
 * The table of one host. `asked`: who looks into it now. A look that ended well, or failed for
 * another reason than the table, found nothing in the way.
 */
export function readTable(
  view: WorldView,
  host: string,
  holders: readonly HolderView[],
  asked: Asked | null,
): PortTable {
  const machine = view.hosts.find(({ name }) => name === host);
  const looks = asked !== null && asked.host === host ? asked : null;
  const refused = looks?.errno === 'EADDRINUSE';
  const rows = holders.flatMap(({ id, reuseaddr, reuseport, comparison }): TableRow[] => {
    const row = machine?.sockets.find((one) => one.id === id);
    if (row === undefined || machine === undefined) return [];
    const owner = row.owners[0];
    // Told by the listener that it waits at.
    if (row.state === 'ESTAB' && owner === undefined) return [];
    const label = machine.processes.find(({ pid }) => pid === owner?.pid)?.label;
    const free = comparison === 'clash' && !refused ? 'shared' : comparison;
    return [
      {
        ...{ id, proto: row.proto, local: row.local, peer: row.peer, family: row.family },
        state: row.proto === 'tcp' && row.state === 'UNCONN' ? 'BOUND' : row.state,
        owner: label ?? owner?.program ?? null,
        waiting: row.waiting.length,
        asks: [
          ...(reuseaddr ? ['SO_REUSEADDR'] : []),
          ...(reuseport ? ['SO_REUSEPORT'] : []),
          ...(row.v6only && row.local.addr === '::' ? ['IPV6_V6ONLY'] : []),
        ],
        found:
          looks === null || looks.errno === 'EACCES' ? null : id === looks.socket ? 'asking' : free,
      },
    ];
  });
  return { host, asked: looks, rows };
}

/** Whether what stands in the way of who asks is there without a program: TIME-WAIT and the like. */
export const isOwnerless = ({ rows }: PortTable): boolean => {
  const inTheWay = rows.filter(({ found }) => found === 'clash');
  return inTheWay.length > 0 && inTheWay.every(({ owner }) => owner === null);
};

export type Callers = { first: number; second: number; refused: number };

/** Who got the phone's ten calls: connections that wait at each listener, and those refused. */
export function readCallers(view: WorldView, before: readonly TraceEvent[]): Callers {
  const waiting = (role: Role) =>
    view.hosts
      .flatMap(({ processes: all, sockets }) => {
        const own = Object.values(
          all.find(({ label }) => label === processes[role])?.sockets ?? {},
        );
        return sockets.filter(({ id }) => own.includes(id));
      })
      .reduce((sum, { waiting }) => sum + waiting.length, 0);
  const refused = before.filter(
    (event) =>
      isEnded(event) &&
      event.program === visitor.process &&
      event.call === 'connect' &&
      event.result?.ok === false,
  ).length;
  return { first: waiting('first'), second: waiting('second'), refused };
}
