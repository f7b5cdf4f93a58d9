/**
 * Every line that the lessons have learners type, typed in the world of the course, against the
 * decisive part of what must come: fixtures/course/terminal-lines.txt says how it is written.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { scenario } from '@/contract/scenario';
import { createWorld, performAction, viewWorld, type World } from './engine';

type Line = {
  host: string;
  tty: number;
  typed: string;
  key: 'C' | 'Z' | 'D' | null;
  /** Why it is not possible yet; null where it is. */
  missing: string | null;
  shown: string[];
};

const folder = 'simulation/scenario/fixtures/course';
const written = readFileSync(`${folder}/terminal-lines.txt`, 'utf8');
const hosts = scenario.parse(parse(readFileSync(`${folder}/world.yaml`, 'utf8')));

function readLines(section: string): Line[] {
  const lines: Line[] = [];
  for (const text of section.trimEnd().split('\n').slice(1)) {
    const [, host, tab = '1', typed] = /^([a-z-]+)(?::(\d))?\$ (.*)$/.exec(text) ?? [];
    const [, key, at, of = '1'] = /^\^([CZD]) ([a-z-]+)(?::(\d))?$/.exec(text) ?? [];
    const blank = { missing: null, shown: [] };
    if (host !== undefined && typed !== undefined) {
      lines.push({ ...blank, host, tty: Number(tab) - 1, typed, key: null });
    } else if (at !== undefined) {
      lines.push({ ...blank, host: at, tty: Number(of) - 1, typed: '', key: key as 'C' });
    } else {
      const last = lines.at(-1);
      const missing = /^missing: (.*)$/.exec(text)?.[1];
      if (last && missing !== undefined) last.missing = missing;
      else last?.shown.push(text);
    }
  }
  return lines;
}

function screen(world: World, { host, tty }: Line): string {
  const found = viewWorld(world).hosts.find(({ name }) => name === host);
  const terminal = found?.terminals.find((one) => one.tty === tty);
  if (!terminal) throw new Error(`${host} has no tab ${tty + 1}`);
  return terminal.text;
}

function enter(world: World, { host, tty, typed, key }: Line): World {
  const at = { host, tty };
  const action = key
    ? { do: 'key' as const, ...at, key }
    : { do: 'type' as const, ...at, line: typed };
  return performAction(world, action).at(-1)?.world ?? world;
}

const colours = /\x1b\[[\d;]*[A-Za-z]/g;
const prompt = /^(?:you|root)@[a-z-]+:\S*[$#] /gm;

/** Without prompts, colours, what was typed, carriage returns and empty lines at either end. */
function tidy(text: string, typed = ''): string {
  const plain = text.replaceAll('\r', '').replace(colours, '').replace(prompt, '');
  return plain.slice(plain.startsWith(`${typed}\n`) ? typed.length : 0).replace(/^\n+|\n+$/g, '');
}

/** `~~~` stands for anything, nothing included; a run of spaces for any other. */
function patternOf(shown: readonly string[]): RegExp {
  const pieces = tidy(shown.join('\n'))
    .split('~~~')
    .map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ +/g, ' +'));
  return new RegExp(`^${pieces.join('[^]*?')}$`);
}

const start = createWorld(hosts, hosts.seed);

describe.each(
  written
    .split(/^## /m)
    .slice(1)
    .map((section) => ({ title: section.split('\n')[0], section })),
)('$title', ({ section }) => {
  let world = start;
  const seen = new Map<string, number>();
  test.each(
    readLines(section).map((line) => ({
      ...line,
      label: `${line.host}$ ${line.typed || `^${line.key ?? 'Enter'}`}`,
    })),
  )('$label', (line) => {
    const tab = `${line.host} ${line.tty}`;
    const after = enter(world, line);
    const all = screen(after, line);
    const text = tidy(all.slice(seen.get(tab) ?? 0).replace(prompt, ''), line.typed);
    if (line.missing !== null) {
      // The world goes on as if it had not been typed.
      expect(text, `this is possible now: take out "missing: ${line.missing}"`).not.toMatch(
        patternOf(line.shown),
      );
      return;
    }
    world = after;
    seen.set(tab, all.length);
    if (line.shown.length > 0) expect(text).toMatch(patternOf(line.shown));
  });
});
