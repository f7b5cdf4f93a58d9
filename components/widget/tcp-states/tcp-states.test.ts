import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  endActs,
  eventWords,
  type StoryId,
  stateBeliefs,
  storyIds,
  worldActs,
} from '@/content/messages/tcp-states';
import { tcpStateName } from '@/contract/trace';
import { loadScenariosIn } from '@/course/load-scenarios';
import { createWorld, performAction, type Stop, viewWorld } from '@/simulation/scenario/engine';
import { toPublicScenario } from '@/simulation/scenario/public-scenario';
import { findTransition, type TransitionEvent, transitions } from '@/simulation/tcp/transition';
import { box, edges, end, labelOf, leaveBox, places, size } from './layout';
import { openStory } from './open-story';
import { actionsOf, holdsEnd } from './own-acts';
import { readPath, rowsTo, standing, statesAfter } from './read-path';
import { stories } from './stories';

const loaded = await loadScenariosIn(join('content', 'widgets', 'tcp-states'));
const scenario = loaded.ok ? loaded.scenarios[0] : undefined;

/** The story as the widget plays it: an act that does not wait drops what was to come. */
function playStops(id: StoryId) {
  if (scenario === undefined) throw new Error('the widget has a scenario');
  let world = createWorld(scenario, scenario.seed);
  const all: Stop[] = [];
  for (const { actions, withinMs = Number.POSITIVE_INFINITY } of stories[id]) {
    for (const action of actions) {
      const until = world.now + withinMs;
      const stops = performAction(world, action).filter((stop) => stop.world.now <= until);
      all.push(...stops);
      world = stops.at(-1)?.world ?? world;
    }
  }
  return { stops: all };
}
const play = (id: StoryId) => readPath(playStops(id).stops);

/** The states that a socket goes through. */
const wayOf = (id: StoryId, socket: 'client' | 'server') =>
  play(id).flatMap((move) => (move.socket === socket ? [move.to] : []));

const opened = ['SYN-SENT', 'ESTABLISHED'];
const answered = ['SYN-RECEIVED', 'ESTABLISHED'];
const first = ['FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT', 'CLOSED'];
const second = ['CLOSE-WAIT', 'LAST-ACK', 'CLOSED'];
const atOnce = ['FIN-WAIT-1', 'CLOSING', 'TIME-WAIT', 'CLOSED'];

test.each<[StoryId, string[], string[]]>([
  ['client', [...opened, ...first], [...answered, ...second]],
  ['server', [...opened, ...second], [...answered, ...first]],
  ['both', [...opened, ...atOnce], [...answered, ...atOnce]],
  ['half', [...opened, ...first], [...answered, ...second]],
  ['lost', [...opened, ...first], [...answered, ...second]],
  ['refused', ['SYN-SENT', 'CLOSED'], []],
  ['reset', [...opened, 'CLOSED'], [...answered, 'CLOSED']],
  ['crash', [...opened, 'CLOSED'], [...answered, 'CLOSED']],
])('%s: the way of both ends', (id, client, server) => {
  expect(wayOf(id, 'client')).toEqual(client);
  expect(wayOf(id, 'server')).toEqual(server);
});

test('a lost SYN costs the second after which it is sent again', () => {
  const yes = (id: StoryId) => play(id).find((move) => move.to === 'ESTABLISHED')?.at ?? 0;
  expect(yes('lost') - yes('client')).toBe(1000);
});

describe.each(storyIds)('%s', (id) => {
  test('the widget’s session goes the same way, and begins at its beginning', async () => {
    if (scenario === undefined) throw new Error('the widget has a scenario');
    const session = await openStory(toPublicScenario(scenario), id);
    const { history, playhead } = session.getState();
    const way = (path: ReturnType<typeof readPath>) =>
      path.map(({ socket, from, to, event, at }) => ({ socket, from, to, event, at }));
    expect(way(readPath(history.stops))).toEqual(way(play(id)));
    expect(playhead).toBe(0);
  });

  test('each change is a row of the table, and can be said beforehand', () => {
    const path = play(id);
    expect(path.length).toBeGreaterThan(1);
    for (const { from, to, event, rfc } of path) {
      expect(findTransition(from, event as TransitionEvent)).toMatchObject({ to, rfc });
      expect(statesAfter(from)).toContain(to);
      expect(rowsTo(from, to).map((row) => row.event)).toContain(event);
    }
  });

  test('a listener that is there stays in LISTEN while others come and go', () => {
    const path = play(id);
    const listening = path.filter(({ socket }) => socket === 'listener').map(({ to }) => to);
    // Only the end of its program ends it.
    const ends = id === 'crash' ? ['LISTEN', 'CLOSED'] : ['LISTEN'];
    expect(listening).toEqual(id === 'refused' ? [] : ends);
    expect(standing(path.slice(0, 1))).toEqual({ [path[0]?.socket ?? '']: path[0]?.to });
  });
});

describe('whatever is done at any moment', () => {
  const ends = ['client', 'server'] as const;

  test.each(storyIds)('%s: it can be done, and each change is a row of the table', (id) => {
    const { stops } = playStops(id);
    const moments = stops.filter(({ events }) => events.some(({ kind }) => kind === 'state'));
    let tried = 0;
    for (const { world } of moments) {
      const can = ends.filter((end) => holdsEnd(viewWorld(world), end));
      const acts = [
        ...can.flatMap((end) => endActs.map((act) => actionsOf(act, end))),
        ...worldActs.map((act) => actionsOf(act, null)),
      ];
      for (const actions of acts) {
        let now = world;
        for (const action of actions) {
          const made = performAction(now, action);
          now = made.at(-1)?.world ?? now;
          for (const move of readPath(made)) {
            expect(findTransition(move.from, move.event as TransitionEvent).to).toBe(move.to);
          }
        }
        tried += actions.length;
      }
    }
    expect(tried).toBeGreaterThan(3);
  });

  test('an end is held from connect() or accept() to close()', () => {
    const { stops } = playStops('client');
    const held = stops.map(({ world }) => ends.map((end) => holdsEnd(viewWorld(world), end)));
    expect(held[0]).toEqual([false, false]);
    expect(held.some((both) => both.every(Boolean))).toBe(true);
    expect(held.at(-1)).toEqual([false, false]);
  });
});

describe('the diagram', () => {
  const boxes = [...Object.values(places), end];

  test('has a place for each of the eleven states, inside it and apart from the others', () => {
    expect(Object.keys(places).sort()).toEqual([...tcpStateName.options].sort());
    for (const [index, { x, y }] of boxes.entries()) {
      expect(x - box.width / 2).toBeGreaterThanOrEqual(0);
      expect(x + box.width / 2).toBeLessThanOrEqual(size.width);
      expect(y - box.height / 2).toBeGreaterThanOrEqual(0);
      expect(y + box.height / 2).toBeLessThanOrEqual(size.height);
      for (const other of boxes.slice(index + 1)) {
        const apart =
          Math.abs(other.x - x) > box.width + 20 || Math.abs(other.y - y) > box.height + 20;
        expect(apart).toBe(true);
      }
    }
  });

  test('draws every row of the table, each once', () => {
    expect(edges.flatMap(({ rows }) => rows)).toHaveLength(transitions.length);
    expect(new Set(edges.flatMap(({ rows }) => rows))).toEqual(new Set(transitions));
    for (const edge of edges) expect(labelOf(edge)).not.toBe('');
    expect(edges.filter(({ shortCut, to }) => shortCut && to !== 'CLOSED')).toEqual([]);
    expect(
      edges.filter(({ shortCut, to }) => !shortCut && to === 'CLOSED').map(({ from }) => from),
    ).toEqual(['LAST-ACK', 'TIME-WAIT']);
  });

  test('a line begins at the border of its box', () => {
    const at = { x: 100, y: 100 };
    expect(leaveBox(at, { x: 100, y: 300 })).toEqual({ x: 100, y: 100 + box.height / 2 });
    expect(leaveBox(at, { x: 900, y: 100 })).toEqual({ x: 100 + box.width / 2, y: 100 });
  });
});

test('every event has a sentence, and every belief is about a row of the table', () => {
  for (const { event } of transitions) expect(eventWords[event], event).toMatch(/\.$/);
  for (const [key, belief] of Object.entries(stateBeliefs)) {
    const [from, event, said] = key.split('/');
    const row = transitions.find((one) => one.from === from && one.event === event);
    expect(row, key).toBeDefined();
    expect(row?.to).not.toBe(said);
    expect(statesAfter(row?.from ?? 'CLOSED')).toContain(said);
    expect(belief.truth).toMatch(/\.$/);
  }
});
