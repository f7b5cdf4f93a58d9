/**
 * Every terminal block of a lesson is typed again in the simulator: what a learner reads is what
 * the tools print. A block may leave lines out with `...`; client ports and process numbers are
 * drawn by chance and need only have as many digits.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Action } from '@/contract/action';
import { type ScenarioSource, scenario } from '@/contract/scenario';
import { createWorld, performAction, viewWorld } from '@/simulation/scenario/engine';

const here = import.meta.dirname;

/** Where each block of a lesson comes from: a scenario, its first steps, more lines, a terminal. */
type Source = { scenario: string; steps: number; then?: Action[]; host: string; tty: number };

const typed = (host: string, tty: number, line: string): Action => ({
  do: 'type',
  host,
  tty,
  line,
});
const django = { scenario: 'which-address', host: 'laptop' };
const sources: Record<string, Source[]> = {
  'what-listening-is': [
    { scenario: 'five-lines', steps: 3, host: 'phone', tty: 0 },
    { scenario: 'five-lines', steps: 6, host: 'laptop', tty: 0 },
    {
      scenario: 'listening-with-nc',
      steps: 0,
      then: [typed('laptop', 0, 'nc -lvn 9000'), typed('laptop', 1, 'ss -tlnp')],
      host: 'laptop',
      tty: 1,
    },
  ],
  'which-address': [
    { ...django, steps: 0, then: [typed('laptop', 0, 'ip -br addr')], tty: 0 },
    { ...django, steps: 2, tty: 0 },
    { ...django, steps: 3, tty: 1 },
    {
      ...django,
      steps: 3,
      then: [typed('phone', 0, 'nc -zv 192.168.1.20 8000')],
      host: 'phone',
      tty: 0,
    },
    { ...django, steps: 8, tty: 0 },
  ],
};

const blocksOf = (mdx: string): string[] =>
  [...mdx.matchAll(/```console[^\n]*\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');

const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g');
const level = (text: string): string[] =>
  text
    .replace(escapes, '')
    .split('\n')
    .map((line) =>
      line
        .trimEnd()
        .replace(/:(3[2-9]|[45]\d|60)\d{3}\b/g, ':#####')
        .replace(/pid=\d+/g, (pid) => pid.replace(/\d/g, '#')),
    );

function loadScenario(slug: string, id: string): ScenarioSource {
  const text = readFileSync(join(here, slug, 'scenarios', `${id}.yaml`), 'utf8');
  return scenario.parse(parse(text));
}

function screenOf(slug: string, source: Source): string {
  const world = loadScenario(slug, source.scenario);
  const actions = [
    ...world.steps.slice(0, source.steps).map(({ action }) => action),
    ...(source.then ?? []),
  ];
  const end = actions.reduce(
    (now, action) => performAction(now, action).at(-1)?.world ?? now,
    createWorld(world, world.seed),
  );
  const host = viewWorld(end).hosts.find(({ name }) => name === source.host);
  return host?.terminals.find(({ tty }) => tty === source.tty)?.text ?? '';
}

const slugs = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const blocks = slugs.flatMap((slug) =>
  blocksOf(readFileSync(join(here, slug, 'lesson.mdx'), 'utf8')).map((block, index) => ({
    slug,
    index,
    first: block.split('\n')[0] ?? '',
    block,
  })),
);

test.each(blocks)('$slug, terminal block $index: $first', ({ slug, index, block }) => {
  const source = sources[slug]?.[index];
  if (!source)
    throw new Error(`Say in \`sources\` where terminal block ${index} of ${slug} is from.`);
  const screen = level(screenOf(slug, source));
  let from = 0;
  for (const part of block.split(/^\.\.\.\n/m).map((lines) => level(lines.trimEnd()))) {
    const at = screen.findIndex(
      (_, line) => line >= from && part.every((text, i) => screen[line + i] === text),
    );
    if (at < 0) expect(screen.slice(from).join('\n')).toContain(part.join('\n'));
    from = at + part.length;
  }
});
