/** The benches of the lessons, and what learners do on them, as histories. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Action } from '@/contract/action';
import { type ScenarioSource, scenario } from '@/contract/scenario';
import { createWorld, performAction } from './engine';
import type { TwinStop } from './twin-of';

const lessons = 'content/lessons';

/** By id: every scenario of every lesson. */
const benches: Readonly<Record<string, ScenarioSource>> = Object.fromEntries(
  readdirSync(lessons, { withFileTypes: true })
    .filter((each) => each.isDirectory())
    .flatMap(({ name }) => {
      const folder = `${lessons}/${name}/scenarios`;
      return readdirSync(folder).map((file) => {
        const source = scenario.parse(parse(readFileSync(`${folder}/${file}`, 'utf8')));
        return [source.id, source];
      });
    }),
);

export function benchOf(id: string): ScenarioSource {
  const found = benches[id];
  if (!found) throw new Error(`No lesson has a bench "${id}".`);
  return found;
}

/** `host line` typed in a host's first tab, `host:1 line` in its second. */
export function typed(text: string): Action {
  const [, host = '', tty = '0', line = ''] = /^([\w-]+)(?::(\d))? (.*)$/.exec(text) ?? [];
  return { do: 'type', host, tty: Number(tty), line };
}

/** What the buttons "Break it" of a bench do. */
export const faultOf = (id: string, number: number): Action[] =>
  benchOf(id).faults[number]?.actions ?? [];

/** Every stop of a bench on which these things were done. */
export function playBench(
  source: Pick<ScenarioSource, 'id' | 'startsAt' | 'lans' | 'hosts' | 'seed'>,
  actions: readonly Action[],
): TwinStop[] {
  let world = createWorld(source, source.seed);
  const stops: TwinStop[] = [{ world, events: [] }];
  for (const action of actions) {
    for (const stop of performAction(world, action)) {
      stops.push(stop);
      world = stop.world;
    }
  }
  return stops;
}

export const stepsOf = (id: string): Action[] => benchOf(id).steps.map(({ action }) => action);

/** What learners do on the lessons' benches: the steps, the solutions, the tools that are offered. */
export const plays: Readonly<Record<string, { bench: string; actions: Action[] }>> = {
  ...Object.fromEntries(
    Object.values(benches).flatMap(({ id, steps, solutions }) => [
      ...(steps.length > 0 ? [[`${id}, its steps`, { bench: id, actions: stepsOf(id) }]] : []),
      ...solutions.map(({ actions, title }) => [`${id}, ${title}`, { bench: id, actions }]),
    ]),
  ),
  'three-by-three, one row of the table': {
    bench: 'three-by-three',
    actions: [
      'laptop python3 -m http.server 8000 --bind 192.168.1.20',
      'laptop:1 nc -zv 127.0.0.1 8000',
      'laptop:1 nc -zv 192.168.1.20 8000',
      'phone nc -zv 192.168.1.20 8000',
      'phone nc -zv 127.0.0.1 8000',
    ].map(typed),
  },
  'three-by-three, and a firewall': {
    bench: 'three-by-three',
    actions: [
      typed('laptop nc -lk 8000'),
      typed('phone nc -zv -w 2 192.168.1.20 8000'),
      ...faultOf('three-by-three', 0),
      typed('phone nc -zv -w 2 192.168.1.20 8000'),
      typed('laptop:1 nc -zv -w 2 192.168.1.20 8000'),
    ],
  },
  'which-address, behind a firewall': {
    bench: 'which-address',
    actions: [
      typed('laptop cd shop'),
      typed('laptop python manage.py runserver 0.0.0.0:8000'),
      ...faultOf('which-address', 0),
      typed('phone curl -m 3 -sI http://192.168.1.20:8000/'),
      typed('laptop:1 curl -sI http://192.168.1.20:8000/'),
    ],
  },
  'listening-with-nc, stopped and continued': {
    bench: 'listening-with-nc',
    actions: [
      typed('laptop nc -lvn 9000'),
      { do: 'key', host: 'laptop', tty: 0, key: 'Z' },
      typed('laptop:1 nc -zv -w 2 127.0.0.1 9000'),
      typed('laptop fg'),
    ],
  },
  'listening-with-nc, a server that is ended and started again': {
    bench: 'listening-with-nc',
    actions: [
      typed('laptop python3 -m http.server 9000'),
      typed('laptop:1 curl -s http://127.0.0.1:9000/'),
      { do: 'key', host: 'laptop', tty: 0, key: 'C' },
      typed('laptop python3 -m http.server 9000'),
    ],
  },
};
