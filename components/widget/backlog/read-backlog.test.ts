import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { backlogGuesses, explainCount } from '@/content/messages/backlog';
import type { Action } from '@/contract/action';
import { type Scenario, scenario as schema } from '@/contract/scenario';
import { createWorld, performAction, type Stop, viewWorld } from '@/simulation/scenario/engine';
import {
  acceptSome,
  answerOverflow,
  callClients,
  endProgram,
  startListening,
} from './backlog-actions';
import { readBacklog } from './read-backlog';

const source = parse(readFileSync('content/widgets/backlog/scenarios/backlog.yaml', 'utf8'));
const world = createWorld(schema.parse(source) as unknown as Scenario, 1);

/** Does the actions, each as soon as the one before has come as far as `byMs`. */
function play(...parts: { byMs?: number; actions: Action[] }[]) {
  let stops: Stop[] = [];
  let now = world;
  for (const { byMs = Number.POSITIVE_INFINITY, actions } of parts) {
    for (const action of actions) {
      const made = performAction(now, action).filter((stop) => stop.world.now <= byMs);
      stops = [...stops, ...made];
      now = made.at(-1)?.world ?? now;
    }
  }
  return readBacklog(
    viewWorld(now),
    stops.flatMap(({ events }) => events),
  );
}

const believe = ({ clients }: ReturnType<typeof play>) => clients.map(({ believes }) => believes);
const flood = { byMs: 500, actions: callClients(1, 6) };

test.each([
  [0, 1],
  [1, 2],
  [2, 3],
  [5, 6],
])('a backlog of %i lets %i of six in, and drops the others without a word', (backlog, let_in) => {
  const found = play({ actions: startListening(backlog) }, flood);
  expect(found).toMatchObject({ limit: backlog, waiting: let_in, accepted: 0, listening: true });
  expect(believe(found).filter((one) => one === 'connected')).toHaveLength(let_in);
  expect(believe(found).filter((one) => one === 'asking')).toHaveLength(6 - let_in);
  expect(found.dropped).toBe(6 - let_in);
  expect(backlogGuesses(backlog)).toContain(let_in);
  for (const guess of backlogGuesses(backlog)) {
    expect(explainCount(guess, let_in, backlog) === null).toBe(guess === let_in);
  }
});

test('one accept() makes one place: the next who asks again gets it, the others are half in', () => {
  const found = play({ actions: startListening(2) }, flood, {
    byMs: 3_500,
    actions: acceptSome(1, 1),
  });
  expect(found).toMatchObject({ accepted: 1, waiting: 3, handshakes: 2 });
  // Their own kernels think that all is well: the ACK that was dropped asks for no answer.
  expect(believe(found)).toEqual(Array(6).fill('connected'));
});

test('with tcp_abort_on_overflow those who are half in are cut off', () => {
  const found = play({ actions: startListening(2) }, { actions: answerOverflow(true) }, flood, {
    byMs: 3_500,
    actions: acceptSome(1, 1),
  });
  expect(found).toMatchObject({ accepted: 1, waiting: 3, handshakes: 0 });
  expect(believe(found)).toEqual([...Array(4).fill('connected'), 'ended', 'ended']);
});

test('when the program ends, the connected are reset and the asking are refused', () => {
  const found = play({ actions: startListening(2) }, flood, { actions: endProgram });
  expect(found.listening).toBe(false);
  expect(found.clients.map(({ errno }) => errno)).toEqual([
    ...[null, null, null],
    ...Array(3).fill('ECONNREFUSED'),
  ]);
});
