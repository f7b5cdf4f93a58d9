import { describe, expect, it } from 'vitest';
import type { Action } from '@/contract/action';
import type { Check, Goal } from '@/contract/scenario';
import { createWorld, performAction, type Stop } from './engine';
import { checkGoals } from './goals';
import { twoHosts } from './test-scenario.test-helper';

const call = (name: string, fd?: string, args?: Record<string, unknown>, as?: string): Action => ({
  do: 'call',
  host: 'laptop',
  process: 'server',
  call: name,
  ...(fd ? { fd } : {}),
  ...(args ? { args } : {}),
  ...(as ? { as } : {}),
});
const listenOn = (addr: string): Action[] => [
  call('socket', undefined, { type: 'tcp' }, 'l'),
  call('bind', 'l', { addr, port: 8000 }),
  call('listen', 'l', { backlog: 5 }),
];

function play(actions: Action[]): Stop[] {
  let world = createWorld(twoHosts, 1, {});
  const timeline: Stop[] = [{ world, events: [] }];
  for (const action of actions) {
    const stops = performAction(world, action, {});
    timeline.push(...stops);
    world = stops.at(-1)?.world ?? world;
  }
  return timeline;
}

const goal = (check: Check, when: Goal['when'] = 'now', id = 'g'): Goal => ({
  id,
  text: `goal ${id}`,
  when,
  check,
});
const ask = (timeline: Stop[], ...goals: Goal[]) => checkGoals(goals, timeline, {});
const fromPhone = (is: 'open' | 'refused'): Check => ({
  probe: { from: 'phone', to: 'laptop', port: 8000, is },
});

describe('goals about listening', () => {
  it('say which address listens instead', () => {
    const timeline = play(listenOn('127.0.0.1'));
    const check = { listening: { host: 'laptop', port: 8000, addr: '0.0.0.0' } };
    expect(ask(timeline, goal(check))).toEqual([
      { id: 'g', met: false, observed: '8000 is listening on 127.0.0.1 only' },
    ]);
  });

  it('tell bound from listening', () => {
    const timeline = play(listenOn('127.0.0.1').slice(0, 2));
    const [result] = ask(timeline, goal({ listening: { host: 'laptop', port: 8000 } }));
    expect(result?.observed).toBe('8000 is bound, but nobody has called listen()');
  });
});

describe('probes', () => {
  it('say refused and how fast when the server listens on loopback only', () => {
    const timeline = play(listenOn('127.0.0.1'));
    const [result] = ask(timeline, goal(fromPhone('open')));
    expect(result).toEqual({
      id: 'g',
      met: false,
      observed: 'phone to laptop:8000: refused after 2 ms',
    });
  });

  it('leave no trace in the world that was probed', () => {
    const timeline = play(listenOn('0.0.0.0'));
    const before = JSON.stringify(timeline.at(-1)?.world);
    expect(ask(timeline, goal(fromPhone('open')))[0]?.met).toBe(true);
    expect(JSON.stringify(timeline.at(-1)?.world)).toBe(before);
  });

  it('see silence where a rule drops, and a name that nobody knows', () => {
    const drop: Action = {
      do: 'firewall',
      host: 'laptop',
      rules: [{ hook: 'in', proto: 'tcp', action: 'drop' }],
    };
    const timeline = play([...listenOn('0.0.0.0'), drop]);
    const observed = ask(
      timeline,
      goal(fromPhone('open')),
      goal({ probe: { from: 'phone', to: 'nosuch', port: 80, is: 'noname' } }),
    );
    expect(observed[0]?.observed).toBe('phone to laptop:8000: no answer, timed out after 131 s');
    expect(observed[1]?.met).toBe(true);
  });
});

describe('tenses', () => {
  const actions: Action[] = [...listenOn('0.0.0.0'), call('close', 'l')];

  it('ever remembers what is no longer so, now does not', () => {
    const timeline = play(actions);
    const results = ask(timeline, goal(fromPhone('open'), 'ever'), goal(fromPhone('open'), 'now'));
    expect(results.map(({ met }) => met)).toEqual([true, false]);
  });

  it('in-order asks for the goal before first', () => {
    const timeline = play(actions);
    const listening = goal({ listening: { host: 'laptop', port: 8000 } }, 'in-order', 'a');
    const free = goal({ free: { host: 'laptop', port: 8000 } }, 'in-order', 'b');
    expect(ask(timeline, listening, free).map(({ met }) => met)).toEqual([true, true]);
    expect(ask(timeline, free, listening).map(({ met }) => met)).toEqual([true, true]);
    const never = goal({ free: { host: 'laptop', port: 8000 } }, 'in-order', 'c');
    expect(ask(play(listenOn('0.0.0.0')), listening, never)[1]?.met).toBe(false);
    const early = ask(play([]), listening, free)[1];
    expect(early).toEqual({ id: 'b', met: false, observed: 'first: goal a' });
  });
});

describe('answers and patterns', () => {
  it('count an answer only when it was right', () => {
    const answer = (right: boolean): Action => ({ do: 'answer', id: 'q', value: 'x', right });
    const check = goal({ answered: 'q' });
    expect(ask(play([]), check)[0]?.observed).toBe('not answered yet');
    expect(ask(play([answer(false)]), check)[0]?.met).toBe(false);
    expect(ask(play([answer(false), answer(true)]), check)[0]?.met).toBe(true);
  });

  it('name a pattern that is no regular expression', () => {
    const [result] = ask(play([]), goal({ ran: { pattern: '(' } }));
    expect(result?.met).toBe(false);
    expect(result?.observed).toContain('no regular expression');
  });
});
