/** A plan of the collision lab as system calls, each the action of a hand-driven process. */
import type { Option, Plan, SocketPlan } from '@/content/messages/collisions/cases';
import type { Action } from '@/contract/action';

export type Role = 'first' | 'second';
export const roles = ['first', 'second'] as const;
/** What the programs are called in their world. */
export const processes = { first: 'app-1', second: 'app-2' } as const;
export const visitor = { host: 'phone', process: 'visitor' } as const;
/** The address that the visitor calls: the laptop's on the network. */
const called = '192.168.1.20';
const backlog = 16;

type Rest = { fd?: string; as?: string; args?: Record<string, unknown> };
const call = (host: string, process: string, name: string, rest: Rest = {}): Action => ({
  do: 'call',
  host,
  process,
  call: name,
  ...rest,
});

/** A call of one of the two programs, with its text as a line of Python. */
export type Line = { call: string; option: Option | null; text: string; action: Action };

const literal = ({ addr, port }: SocketPlan) => `("${addr}", ${port})`;

/** What the program of a role calls, in order; UDP has no listen(). */
export function linesOf(plan: Plan, role: Role): Line[] {
  const wanted = plan[role];
  const { host, proto, addr, port } = wanted;
  const six = addr.includes(':');
  const made = (name: string, text: string, rest: Rest, option: Option | null = null): Line => ({
    call: name,
    option,
    text,
    action: call(host, processes[role], name, rest),
  });
  const type = six ? `${proto}6` : proto;
  const kind = proto === 'tcp' ? 'SOCK_STREAM' : 'SOCK_DGRAM';
  return [
    made('socket', `s = socket(${six ? 'AF_INET6' : 'AF_INET'}, ${kind})`, {
      as: 's',
      args: { type },
    }),
    ...wanted.options.map((option) =>
      made(
        'setsockopt',
        `s.setsockopt(${option === 'IPV6_V6ONLY' ? 'IPPROTO_IPV6' : 'SOL_SOCKET'}, ${option}, 1)`,
        { fd: 's', args: { option, value: 1 } },
        option,
      ),
    ),
    made('bind', `s.bind(${literal(wanted)})`, { fd: 's', args: { addr, port } }),
    ...(proto === 'tcp'
      ? [made('listen', `s.listen(${backlog})`, { fd: 's', args: { backlog } })]
      : []),
  ];
}

const actionsOf = (plan: Plan, role: Role, only: (line: Line) => boolean = () => true): Action[] =>
  linesOf(plan, role)
    .filter(only)
    .map(({ action }) => action);

const isListen = (line: Line) => line.call === 'listen';
const isBefore = (line: Line) => !isListen(line);

/** The first program serves one visitor, one of the two hangs up first, and the program ends. */
function serveAndEnd({ first, order }: Plan): Action[] {
  const by = (name: string, rest: Rest = {}) => call(first.host, processes.first, name, rest);
  const from = (name: string, rest: Rest = {}) => call(visitor.host, visitor.process, name, rest);
  const server = by('close', { fd: 'conn' });
  const client = from('close', { fd: 'v' });
  return [
    from('socket', { as: 'v', args: { type: 'tcp' } }),
    from('connect', { fd: 'v', args: { addr: called, port: first.port } }),
    by('accept', { fd: 's', as: 'conn' }),
    ...(order === 'server-closed' ? [server, client] : [client, server]),
    endOf(first, 'first'),
  ];
}

const endOf = ({ host }: SocketPlan, role: Role) =>
  call(host, processes[role], 'exit', { args: { status: 0 } });

/** Everything that a plan does, up to its end or to the first call that fails. */
export function planActions(plan: Plan): Action[] {
  if (plan.order === 'binds-first') {
    return [
      ...actionsOf(plan, 'first', isBefore),
      ...actionsOf(plan, 'second', isBefore),
      ...actionsOf(plan, 'first', isListen),
      ...actionsOf(plan, 'second', isListen),
    ];
  }
  return [
    ...actionsOf(plan, 'first'),
    ...(plan.order === 'in-turn' ? [] : serveAndEnd(plan)),
    ...actionsOf(plan, 'second'),
  ];
}

/** The second program tries again what it could not do. */
const tryAgain = (plan: Plan, from: string): Action[] => {
  const lines = linesOf(plan, 'second');
  return lines.slice(lines.findIndex((line) => line.call === from)).map(({ action }) => action);
};

/** The first program ends, and the second goes on with the call that failed. */
export const endFirst = (plan: Plan, failed: string): Action[] => [
  endOf(plan.first, 'first'),
  ...tryAgain(plan, failed),
];

/** A minute passes, and the second goes on with the call that failed. */
export const waitMinute = (plan: Plan, failed: string): Action[] => [
  { do: 'wait', ms: 61_000 },
  ...tryAgain(plan, failed),
];

const callCount = 10;

/** The phone connects ten times to the laptop, each time by a socket of its own. */
export const sendCallers = ({ first }: Plan): Action[] =>
  Array.from({ length: callCount }, (_, index) => `c${index + 1}`).flatMap((name) => [
    call(visitor.host, visitor.process, 'socket', { as: name, args: { type: 'tcp' } }),
    call(visitor.host, visitor.process, 'connect', {
      fd: name,
      args: { addr: called, port: first.port },
    }),
  ]);
