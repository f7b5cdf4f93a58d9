import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { beliefs, cases, guesses, type Plan } from '@/content/messages/collisions/cases';
import type { Action } from '@/contract/action';
import { type Scenario, scenario as schema } from '@/contract/scenario';
import type { TraceEvent } from '@/contract/trace';
import { createWorld, performAction, viewWorld } from '@/simulation/scenario/engine';
import { programTable } from '@/simulation/scenario/program-table';
import { goalsAfter } from '@/simulation/scenario/prove-challenge';
import { viewHolders } from '@/simulation/world/view-holders';
import { endFirst, planActions, sendCallers, waitMinute } from './plan-actions';
import {
  guessOf,
  isOwnerless,
  readAsked,
  readCallers,
  readFailure,
  readLines,
  readTable,
} from './read-lab';

const file = 'content/widgets/collisions/scenarios/collisions.yaml';
const source = parse(readFileSync(file, 'utf8'));
const start = createWorld(schema.parse(source) as unknown as Scenario, 1);

/** Does the actions until a call fails, and after that those of `more`, whatever comes of them. */
function play(plan: Plan, more: readonly Action[] = []) {
  let world = start;
  let asked: ReturnType<typeof readAsked> = null;
  const before: TraceEvent[] = [];
  const act = (action: Action) => {
    for (const stop of performAction(world, action)) {
      world = stop.world;
      before.push(...stop.events);
      asked = readAsked(viewWorld(world), stop.events) ?? asked;
    }
  };
  for (const action of planActions(plan)) {
    act(action);
    if (readFailure(before)) break;
  }
  const failure = readFailure(before);
  for (const action of more) act(action);
  const view = viewWorld(world);
  const table = (host: string) => readTable(view, host, viewHolders(world, host, asked), asked);
  return { failure, before, view, table };
}

const caseOf = (id: string) => {
  const found = cases.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no case ${id}`);
  return found;
};

const results: Record<string, (typeof guesses)[number]> = {
  'same-key': 'bind',
  'specific-then-wildcard': 'bind',
  'wildcard-then-specific': 'bind',
  'two-addresses': 'both',
  'tcp-and-udp': 'both',
  'dual-stack': 'bind',
  v6only: 'both',
  reuseaddr: 'bind',
  'reuseaddr-binds-first': 'listen',
  reuseport: 'both',
  'reuseport-once': 'bind',
  restart: 'bind',
  'restart-reuseaddr': 'both',
  'restart-client-closed': 'both',
  'two-machines': 'both',
};

test('every case has a result here', () => {
  expect(cases.map(({ id }) => id).sort()).toEqual(Object.keys(results).sort());
});

test.each(cases)(
  '$id: it comes out as its words say, and each wrong guess has its belief',
  (one) => {
    const { failure, table } = play(one.plan);
    const result = guessOf(failure);
    expect(result).toBe(results[one.id]);
    const wrong = guesses.filter((guess) => guess !== result);
    expect(Object.keys(one.wrong).sort()).toEqual([...wrong].sort());
    for (const name of Object.values(one.wrong)) expect(beliefs[name].says).toBeTruthy();
    // What refuses is a row that can be pointed at; what does not refuse points at none.
    const clashes = table(one.plan.second.host).rows.filter(({ found }) => found === 'clash');
    expect(clashes.length > 0).toBe(result !== 'both');
    if (result !== 'both') expect(failure?.errno).toBe('EADDRINUSE');
  },
);

test('the row in the way of a restart is in TIME-WAIT and has no owner', () => {
  const { table } = play(caseOf('restart').plan);
  expect(table('laptop').rows).toMatchObject([
    { state: 'TIME-WAIT', owner: null, found: 'clash', peer: { addr: '192.168.1.50' } },
  ]);
  expect(isOwnerless(table('laptop'))).toBe(true);
  expect(isOwnerless(play(caseOf('same-key').plan).table('laptop'))).toBe(false);
});

test('with SO_REUSEADDR the row is still there, and looked past', () => {
  const { rows } = play(caseOf('restart-reuseaddr').plan).table('laptop');
  expect(rows.map(({ state }) => state).sort()).toEqual(['LISTEN', 'TIME-WAIT']);
  expect(rows.find(({ state }) => state === 'TIME-WAIT')?.found).toBe('shared');
});

test('when the phone hung up first, the phone has the row', () => {
  const { table } = play(caseOf('restart-client-closed').plan);
  expect(table('laptop').rows.map(({ state }) => state)).toEqual(['LISTEN']);
  expect(table('phone').rows.map(({ state }) => state)).toEqual(['TIME-WAIT']);
});

test('a minute later the restart works, and so does the second once the first has ended', () => {
  for (const [id, more] of [
    ['restart', waitMinute],
    ['same-key', endFirst],
    ['reuseaddr-binds-first', endFirst],
  ] as const) {
    const { plan } = caseOf(id);
    const failed = results[id] === 'listen' ? 'listen' : 'bind';
    const { view, before } = play(plan, more(plan, failed));
    const laptop = view.hosts.find(({ name }) => name === 'laptop');
    expect(laptop?.sockets.filter(({ state }) => state === 'LISTEN')).toHaveLength(1);
    expect(readLines(plan, 'second', before).map(({ state }) => state)).not.toContain('failed');
  }
});

test.each([
  ['reuseport', (first: number, second: number) => first > 0 && second > 0],
  ['two-addresses', (first: number, second: number) => first === 0 && second === 10],
  ['two-machines', (first: number) => first === 10],
])('ten calls in %s come where its words say', (id, is) => {
  const { plan } = caseOf(id);
  const { view, before } = play(plan, sendCallers(plan));
  const { first, second, refused } = readCallers(view, before);
  expect([first + second, refused]).toEqual([10, 0]);
  expect(is(first, second)).toBe(true);
});

test('a row names why it is not in the way', () => {
  const found = (id: string) =>
    play(caseOf(id).plan)
      .table('laptop')
      .rows.map(({ found }) => found);
  expect(found('two-addresses')).toEqual(['address', 'asking']);
  expect(found('tcp-and-udp')).toEqual(['protocol', 'asking']);
  expect(found('reuseport')).toEqual(['shared', 'asking']);
});

test('any other failure is told as what it is', () => {
  const { plan } = caseOf('same-key');
  const privileged = { ...plan, second: { ...plan.second, port: 80 } };
  expect(play(privileged).failure).toEqual({ who: 'second', call: 'bind', errno: 'EACCES' });
  const foreign = { ...plan, first: { ...plan.first, addr: '192.168.1.30' } };
  expect(play(foreign).failure).toEqual({ who: 'first', call: 'bind', errno: 'EADDRNOTAVAIL' });
  const unvisited = { ...plan, order: 'server-closed' as const };
  expect(play(unvisited).failure).toMatchObject({ who: 'visitor', errno: 'ECONNREFUSED' });
  expect(guessOf(play(unvisited).failure)).toBeNull();
});

const bench = schema.parse(
  parse(readFileSync('content/widgets/collisions/scenarios/forgotten-dev-server.yaml', 'utf8')),
);
const typed = (line: string): Action => ({ do: 'type', host: 'laptop', tty: 0, line });
const unmet = (...actions: Action[]) =>
  goalsAfter(bench, actions, programTable).flatMap(({ id, met }) => (met ? [] : [id]));
const startServer = typed('python manage.py runserver');

test.each(['kill -9 681', 'kill -KILL 681', 'killall -9 python', 'kill -s KILL 681'])(
  'the forgotten server dies of %s, and that is not what was asked for',
  (line) => {
    expect(unmet(startServer, typed('ss -tlnp'), typed(line), startServer)).toEqual(['asked']);
  },
);

test('a server that was stopped halfway ends once it is woken, without kill -9', () => {
  const freeze = bench.faults[0]?.actions ?? [];
  const asked = [startServer, typed('lsof -i :8000'), typed('kill 681')];
  expect(unmet(...freeze, ...asked)).toEqual(['free', 'again']);
  expect(unmet(...freeze, ...asked, typed('killall -CONT python'), startServer)).toEqual([]);
});
