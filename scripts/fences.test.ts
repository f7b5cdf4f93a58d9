import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cruiseRooms } from './cruise-rooms.mjs';
import { rooms, simulationOrder, toLintZones } from './room-rules.mjs';

// Each fence is shown to fail on a violation planted in a house of its own.
const root = process.cwd();
let house = '';

function plant(path: string, text: string) {
  mkdirSync(join(house, dirname(path)), { recursive: true });
  writeFileSync(join(house, path), text);
}

beforeAll(() => {
  mkdirSync(join(root, '.portside'), { recursive: true });
  house = mkdtempSync(join(root, '.portside/fences-'));
  plant(
    'tsconfig.json',
    JSON.stringify({
      extends: '../../tsconfig.json',
      compilerOptions: { paths: { '@/*': ['./*'] }, incremental: false },
    }),
  );
});
afterAll(() => rmSync(house, { recursive: true, force: true }));

describe('dependency walls', () => {
  test('a planted import through each wall is named, and an allowed one is not', async () => {
    const thing = 'export const thing = 1;\n';
    for (const room of Object.keys(rooms)) plant(`${room}/thing.ts`, thing);
    for (const folder of simulationOrder) plant(`simulation/${folder}/thing.ts`, thing);
    plant('content/messages/thing.ts', thing);
    plant('components/ui/button.ts', "export { thing } from '../../simulation/thing';\n");
    plant('components/allowed.ts', "export { thing } from '../content/messages/thing';\n");
    const all = Object.keys(rooms) as (keyof typeof rooms)[];
    const expected = new Set<string>();
    for (const from of all) {
      for (const to of all) {
        if (from === to || rooms[from].some((allowed) => allowed.split('/')[0] === to)) continue;
        plant(`${from}/to-${to}.ts`, `export { thing } from '../${to}/thing';\n`);
        expected.add(`${from}/to-${to}.ts`);
      }
    }
    simulationOrder.forEach((from, index) => {
      for (const to of simulationOrder.slice(index + 1)) {
        const path = `simulation/${from}/to-${to}.ts`;
        plant(path, `export { thing } from '../${to}/thing';\n`);
        expected.add(path);
      }
    });
    plant(
      'simulation/reads-files.ts',
      "import { readFileSync } from 'node:fs';\nreadFileSync('x');\n",
    );
    plant('simulation/runs-contract.ts', "export { thing } from '../contract/thing';\n");
    plant('course/engine-inside.ts', "export { thing } from '../simulation/tcp/thing';\n");
    plant('components/words.ts', "export { thing } from '../content/thing';\n");
    plant('store/one.ts', "import { two } from './two';\nexport const one = () => two;\n");
    plant('store/two.ts', "import { one } from './one';\nexport const two = () => one;\n");
    for (const path of [
      'components/ui/button.ts',
      'simulation/reads-files.ts',
      'simulation/runs-contract.ts',
      'course/engine-inside.ts',
      'components/words.ts',
      'store/one.ts',
    ]) {
      expected.add(path);
    }
    const { violations } = await cruiseRooms(house);
    const found = new Set(violations.map((violation) => violation.from));
    expect([...found].sort()).toEqual([...expected].sort());
  });

  test('the house itself has no broken wall and no cycle', async () => {
    const { modules, violations } = await cruiseRooms(root);
    expect(modules.length).toBeGreaterThan(20);
    expect(violations.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  test('what app takes from the server rooms says that it is server only', async () => {
    const { modules } = await cruiseRooms(root);
    const entries = modules
      .filter((module) => /^(app\/|instrumentation)/.test(module.source))
      .flatMap((module) => module.dependencies)
      .filter(({ dependencyTypes }) => !dependencyTypes.includes('type-only'))
      .map(({ resolved }) => resolved)
      .filter((path) => /^(lab|course)\//.test(path));
    for (const path of new Set(entries)) {
      expect(readFileSync(join(root, path), 'utf8'), path).toContain("import 'server-only'");
    }
  });
});

describe('lint zones', () => {
  test('biome.json holds the zones that the room rules give', () => {
    const biome = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
    expect(biome.overrides).toEqual(toLintZones());
  });
});

describe('compiler fence', () => {
  test.each([
    ['simulation', 'document.title;'],
    ['simulation', 'setTimeout(() => {}, 1);'],
    ['simulation', 'process.exit(1);'],
    ['contract', 'window.location;'],
  ])('%s does not compile with %s', (room, line) => {
    plant(`compile-${room}/planted.ts`, `export {};\n${line}\n`);
    plant(
      `compile-${room}/tsconfig.json`,
      JSON.stringify({ extends: `../../../${room}/tsconfig.json`, include: ['./planted.ts'] }),
    );
    const run = spawnSync(
      process.execPath,
      ['node_modules/typescript/bin/tsc', '--noEmit', '-p', join(house, `compile-${room}`)],
      { cwd: root, encoding: 'utf8' },
    );
    expect(run.status).not.toBe(0);
    expect(run.stdout).toMatch(/planted\.ts\(2,\d+\): error TS2\d+/);
  });
});

describe('server fence', () => {
  test('a server-only module throws when it is run outside the server graph', () => {
    const run = spawnSync(process.execPath, ['-e', "require('server-only')"], { cwd: root });
    expect(run.status).not.toBe(0);
  });
});
