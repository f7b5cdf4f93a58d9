// npm run -s shell -- SCENARIO [--host NAME] [--tab N] [--columns N]: the terminal of a bench on
// standard input and output. The page's terminal runs the same code: engine and shell.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { Action } from '../contract/action';
import { type ScenarioSource, scenario as scenarioSchema } from '../contract/scenario';
import { formatMistake } from '../course/content-mistake';
import { loadScenarios } from '../course/load-scenarios';
import { readContentYaml } from '../course/read-content';
import { createWorld, performAction, viewWorld, type World } from '../simulation/scenario/engine';

const usage = `Usage: npm run -s shell -- SCENARIO [--host NAME] [--tab N] [--columns N]

Types the lines of standard input into a terminal of a scenario and prints what that
terminal shows. SCENARIO is a lesson (which-address), one of its benches
(which-address/three-by-three) or a scenario file (.yaml). The bytes Ctrl-C, Ctrl-Z and
Ctrl-D (0x03, 0x1a, 0x04) at the end of a line, or alone, are keys.`;

const keys: Readonly<Record<string, 'C' | 'Z' | 'D'>> = {
  '\u0003': 'C',
  '\u001a': 'Z',
  '\u0004': 'D',
};

const { name, host, tab, columns } = readWords();
const scenario = await findScenario(name);
const hosts = Object.keys(scenario.hosts).filter((one) => scenario.hosts[one]?.terminals);
const at = { host: host ?? hosts[0] ?? '', tty: tab - 1 };
const terminals = scenario.hosts[at.host]?.terminals ?? 0;
if (terminals === 0)
  fail(`"${at.host}" has no terminal; hosts with one: ${hosts.join(', ') || 'none'}.`);
if (tab > terminals) fail(`"${at.host}" has ${terminals} terminal(s), no --tab ${tab}.`);

let world: World = createWorld(withColumns(scenario), scenario.seed);
let shown = 0;
show();
for await (const line of createInterface({ input: process.stdin })) {
  const [, text = '', signals = ''] = /^(.*?)([\u0003\u001a\u0004]*)$/s.exec(line) ?? [];
  if (text !== '' || signals === '') act({ do: 'type', ...at, line: text });
  for (const one of signals) {
    const key = keys[one];
    if (key) act({ do: 'key', ...at, key });
  }
}

function act(action: Action): void {
  world = performAction(world, action).at(-1)?.world ?? world;
  show();
  const editing = terminal()?.editing;
  if (!editing) return;
  console.error(
    `${editing.path} was opened in an editor, which needs a screen. It is closed unchanged: use sed -i, or echo with > or >>.`,
  );
  act({ do: 'edit', ...at, text: null });
}

function terminal() {
  return viewWorld(world)
    .hosts.find((one) => one.name === at.host)
    ?.terminals.find((one) => one.tty === at.tty);
}

/** Prints what is new on the screen; `clear` makes the text shorter, and all of it new. */
function show(): void {
  const text = terminal()?.text ?? '';
  process.stdout.write(text.slice(text.length < shown ? 0 : shown));
  shown = text.length;
}

function withColumns(one: ScenarioSource): ScenarioSource {
  if (columns === null) return one;
  const wide = Object.entries(one.hosts).map(([each, spec]) => [each, { ...spec, columns }]);
  return { ...one, hosts: Object.fromEntries(wide) };
}

function readWords() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        host: { type: 'string' },
        tab: { type: 'string', default: '1' },
        columns: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    const [name] = positionals;
    if (name === undefined || positionals.length > 1)
      return fail(`One scenario, please.\n${usage}`);
    const { host, columns } = values;
    return {
      name,
      host,
      tab: readNumber('--tab', values.tab, 1, 4),
      columns: columns === undefined ? null : readNumber('--columns', columns, 20, 500),
    };
  } catch (error) {
    return fail(`${(error as Error).message}\n${usage}`);
  }
}

function readNumber(option: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  return fail(`${option} takes a whole number from ${least} to ${most}, not "${text}".`);
}

async function findScenario(name: string): Promise<ScenarioSource> {
  // npm changes the folder; a path is meant from where it was typed.
  const path = resolve(process.env.INIT_CWD ?? '.', name);
  if (/\.ya?ml$/.test(name) || (name.includes('.') && existsSync(path))) {
    const read = await readContentYaml(path, scenarioSchema);
    return read.ok ? read.value : fail(read.mistakes.map(formatMistake).join('\n'));
  }
  const [slug = '', id] = name.split('/');
  const loaded = await loadScenarios(slug);
  if (!loaded.ok) return fail(loaded.mistakes.map(formatMistake).join('\n'));
  const named = loaded.scenarios.find((one) => one.id === (id ?? slug));
  const found = named ?? (id === undefined ? loaded.scenarios[0] : undefined);
  if (found) return found;
  const ids = loaded.scenarios.map((one) => `${slug}/${one.id}`).join(', ');
  return fail(`There is no scenario "${name}". ${ids ? `This lesson has ${ids}.` : usage}`);
}

function fail(message: string): never {
  console.error(message.startsWith('Usage') ? message : `shell: ${message}`);
  process.exit(2);
}
