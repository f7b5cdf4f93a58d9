import { describe, expect, test } from 'vitest';
import type { ScenarioSource } from '@/contract/scenario';
import {
  addHost,
  addInterface,
  addNetwork,
  emptyScenario,
  freeName,
  plugInto,
  removeHost,
  removeNetwork,
  renameHost,
  renameNetwork,
  setQuality,
  slugOf,
} from './edit-world';
import { lackFor } from './repeat-actions';
import { servedWorld } from './sandbox-world.test-helper';
import { programOf, suggestFaults } from './suggest-faults';
import { validateNames } from './validate-names';
import { validateNetwork } from './validate-network';

const problems = (source: ScenarioSource) =>
  [...validateNames(source), ...validateNetwork(source)].map(({ kind }) => kind);

/** Every place in which a host or a network can be named. */
const spoken: ScenarioSource = {
  ...setQuality(servedWorld, 'home', { loss: 5 }),
  steps: [{ text: 'x', action: { do: 'key', host: 'phone', tty: 0, key: 'C' } }],
  suggestions: [{ host: 'phone', line: 'ping laptop' }],
  faults: [
    { text: 'x', actions: [{ do: 'power', host: 'phone', state: 'off' }] },
    { text: 'y', actions: [{ do: 'segment', lan: 'home', quality: { loss: 10 } }] },
  ],
  goals: [
    {
      id: 'one',
      text: 'x',
      when: 'now',
      check: {
        all: [
          { probe: { from: 'phone', to: 'laptop', port: 8000, is: 'open' } },
          { free: { host: 'phone', port: 1 } },
        ],
      },
    },
    {
      id: 'two',
      text: 'x',
      when: 'now',
      check: { not: { http: { from: 'laptop', url: 'http://phone:8000/phone', status: 200 } } },
    },
  ],
  solutions: [{ title: 'x', actions: [{ do: 'browse', host: 'phone', url: 'http://laptop/' }] }],
};

describe('hosts', () => {
  test('are added with a name, an interface and an address that are free', () => {
    let { source, name } = addHost(emptyScenario('New'), 'laptop');
    ({ source, name } = addHost(source, 'laptop'));
    expect(name).toBe('laptop-2');
    ({ source } = addHost(source, 'router'));
    const addrs = Object.values(source.hosts).map(({ interfaces }) => interfaces.eth0?.addr);
    expect(addrs).toEqual(['192.168.1.10/24', '192.168.1.11/24', '192.168.1.1/24']);
    expect(problems(source)).toEqual([]);
  });

  test('are renamed wherever they are named, in checks and addresses too', () => {
    const renamed = renameHost(renameHost(spoken, 'phone', 'tablet'), 'laptop', 'desk');
    expect(problems(renamed)).toEqual([]);
    expect(JSON.stringify(renamed.goals)).toContain('"to":"desk"');
    expect(JSON.stringify(renamed.goals)).toContain('http://tablet:8000/phone');
    expect(Object.keys(renamed.hosts)).toEqual(['desk', 'tablet']);
    // A line that somebody typed is not rewritten.
    expect(renamed.suggestions).toEqual([{ host: 'tablet', line: 'ping laptop' }]);
  });

  test('that go take along what is theirs alone; what asks for them is told of', () => {
    const left = removeHost(spoken, 'phone');
    expect(left.suggestions).toEqual([]);
    expect(left.faults.map(({ text }) => text)).toEqual(['y']);
    expect(validateNames(left).map(({ path }) => path.slice(0, 2).join('.'))).toEqual([
      'steps.0',
      'solutions.0',
      'goals.0',
      'goals.0',
    ]);
  });

  test('are plugged elsewhere in place, with an address of that network', () => {
    const { source, name } = addNetwork(servedWorld);
    const moved = plugInto(source, 'phone', 'wlan0', name);
    expect(moved.hosts.phone?.interfaces).toEqual({
      wlan0: { lan: 'network', addr: '192.168.2.10/24' },
    });
    const more = addInterface(moved, 'phone', 'home');
    expect(more.hosts.phone?.interfaces.wlan1).toEqual({ lan: 'home', addr: '192.168.1.10/24' });
  });
});

describe('networks', () => {
  test('are renamed wherever they are named', () => {
    const renamed = renameNetwork(spoken, 'home', 'cafe');
    expect(problems(renamed)).toEqual([]);
    expect(renamed.links).toEqual({ cafe: { loss: 5 } });
    expect(JSON.stringify(renamed)).not.toContain('home"');
  });

  test('that go unplug whoever was there', () => {
    const left = removeNetwork(spoken, 'home');
    expect(left.links).toBeUndefined();
    expect(left.hosts.laptop?.interfaces).toEqual({});
    expect(left.faults.map(({ text }) => text)).toEqual(['x']);
  });

  test('that are as good as a cable take no line', () => {
    expect(setQuality(spoken, 'home', { loss: 0, delay: 1 }).links).toBeUndefined();
    expect(setQuality(servedWorld, 'home', { delay: 20 }).links).toEqual({ home: { delay: 20 } });
  });
});

test.each([
  ['Laptop and phone', 'laptop-and-phone'],
  ['  3 Café – Wi-Fi! ', 'cafe-wi-fi'],
  ['???', 'sandbox'],
])('the id of “%s” is %s', (title, id) => expect(slugOf(title)).toBe(id));

test('a name that is taken gets the first free number', () => {
  expect(freeName('phone', ['phone', 'phone-2', 'phone-4'])).toBe('phone-3');
});

test('every way to break a world can be done in it, and names what it breaks', () => {
  const ideas = suggestFaults(servedWorld);
  expect(ideas.map(({ fault, on }) => `${fault} ${on}`)).toEqual([
    'lossy home',
    'slow home',
    'wavering home',
    'unplugged laptop',
    'crash laptop',
    'off laptop',
    'cut laptop',
    'unplugged phone',
    'off phone',
    'cut phone',
  ]);
  const actions = ideas.flatMap((idea) => idea.actions);
  expect(actions.filter((action) => lackFor(action, servedWorld) !== null)).toEqual([]);
});

test.each([
  ['sudo /usr/sbin/nginx -g x', 'nginx'],
  ['PORT=1 python manage.py runserver', 'python3'],
  ['', null],
])('%j starts %s', (line, program) => expect(programOf(line)).toBe(program));

test('an action that has no place any more says what it lacks', () => {
  const lack = (action: Parameters<typeof lackFor>[0]) =>
    lackFor(action, servedWorld)?.lack ?? null;
  expect(lack({ do: 'type', host: 'laptop', tty: 1, line: 'ls' })).toBeNull();
  expect(lack({ do: 'type', host: 'laptop', tty: 2, line: 'ls' })).toBe('terminal');
  expect(lack({ do: 'type', host: 'desk', tty: 0, line: 'ls' })).toBe('host');
  expect(lack({ do: 'link', host: 'phone', iface: 'eth0', state: 'down' })).toBe('interface');
  expect(lack({ do: 'segment', lan: 'attic', quality: {} })).toBe('network');
  expect(lack({ do: 'browse', host: 'laptop', url: 'http://x/' })).toBe('browser');
});
