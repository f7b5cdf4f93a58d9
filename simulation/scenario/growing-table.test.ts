import { describe, expect, test } from 'vitest';
import type { Action } from '@/contract/action';
import { MissingProgram, type Program, type ProgramTable } from '../host/program';
import { completeAtTerminal } from '../shell/complete-at-terminal';
import { createGrowingTable, familiesNamedIn, linesOf } from './growing-table';
import { createWorld, performAction } from './play-world';
import { type ProgramFamily, programFamilies } from './program-families';
import { programTable } from './program-table';
import { homeScenario } from './scenario-fixtures';

/** The families of the course, from a server that can be down; `asked` is what was fetched. */
function slowFamilies() {
  const asked: string[] = [];
  let server: 'up' | 'down' = 'up';
  const families = Object.fromEntries(
    Object.entries(programFamilies).map(([family, { names, load }]): [string, ProgramFamily] => [
      family,
      {
        names,
        load: async () => {
          asked.push(family);
          if (server === 'down') throw new Error('the server is gone');
          return await load();
        },
      },
    ]),
  );
  const setServer = (state: 'up' | 'down') => {
    server = state;
  };
  return { families, asked, setServer };
}

/** What it runs from the start is of the core. */
const plain = homeScenario({
  laptop: { browser: false },
  phone: { browser: false, programs: [{ run: 'nc -lk 22' }] },
});
const typed = (line: string): Action => ({ do: 'type', host: 'laptop', tty: 0, line });

/** Worlds after each line, as JSON: with the whole table, all in one go. */
function playWhole(lines: readonly string[], programs: ProgramTable = programTable): string[] {
  let world = createWorld(plain, 1, programs);
  return lines.map((line) => {
    world = performAction(world, typed(line), programs).at(-1)?.world ?? world;
    return JSON.stringify(world);
  });
}

describe('a table whose code comes piece by piece', () => {
  test('gives the same worlds as the whole table, whichever command makes it wait', async () => {
    const lines = [
      'echo one; psql --version | tee out; curl -s http://127.0.0.1/ || dig +short laptop',
      'sudo systemctl start nginx; for name in ufw nft; do which $name; done',
      "printf '#!/bin/sh\\nwget --version\\n' > a; sh a; python3 -m http.server 8000 &",
      'pslq; help; man redis-cli; type mosquitto_pub docker nothing-here',
      'command -v nmap && env openssl version; ./a; jobs; kill %1',
    ];
    const { families, asked } = slowFamilies();
    const { programs, whenHere } = createGrowingTable(families);
    let world = createWorld(plain, 1, programs);
    const worlds: string[] = [];
    for (const line of lines) {
      const before = world;
      world = await whenHere(
        () => performAction(before, typed(line), programs).at(-1)?.world ?? before,
      );
      worlds.push(JSON.stringify(world));
    }
    expect(worlds).toEqual(playWhole(lines));
    expect(asked).toEqual([...new Set(asked)]);
    expect(asked.length).toBeGreaterThan(5);
  });

  test('fetches nothing for what the core can do, and nothing twice', async () => {
    const { families, asked } = slowFamilies();
    const { programs, whenHere } = createGrowingTable(families);
    const lines = ['ss -tln', 'which nginx', 'nc -zv 192.168.1.50 22', 'type dig', 'nothing-here'];
    expect(playWhole(lines, programs)).toEqual(playWhole(lines));
    expect(asked).toEqual([]);
    const both = [1, 2].map(() => whenHere(() => programs.nginx?.name));
    expect(await Promise.all(both)).toEqual(['nginx', 'nginx']);
    expect(asked).toEqual(['nginx']);
  });

  test('boots a world once the programs of its hosts are there', async () => {
    const { families, asked } = slowFamilies();
    const { programs, whenHere } = createGrowingTable(families);
    const scenario = homeScenario({ laptop: { programs: [{ run: 'redis-server' }] } });
    expect(() => createWorld(scenario, 1, programs)).toThrow(MissingProgram);
    const world = await whenHere(() => createWorld(scenario, 1, programs));
    expect(JSON.stringify(world)).toBe(JSON.stringify(createWorld(scenario, 1, programTable)));
    expect(asked).toEqual(['redis', 'web-client', 'ssh']);
  });

  test('completes every name before its code is there', () => {
    const { families, asked } = slowFamilies();
    const { programs } = createGrowingTable(families);
    const world = createWorld(plain, 1, programs);
    const place = { host: 'laptop', tty: 0 };
    expect(completeAtTerminal(world, programs, place, 'mosquitto_p', 11).line).toBe(
      'mosquitto_pub ',
    );
    expect(asked).toEqual([]);
  });

  test('says that a fetch failed, and fetches again when asked again', async () => {
    const { families, setServer } = slowFamilies();
    const { programs, fetchMissing, whenHere, fetchAhead } = createGrowingTable(families);
    setServer('down');
    await fetchAhead(['nginx'], 'together');
    await expect(whenHere(() => programs.nginx)).rejects.toThrow('the server is gone');
    expect(() => programs.nginx).toThrow(MissingProgram);
    setServer('up');
    await fetchMissing(new MissingProgram('nginx'));
    expect(programs.nginx?.name).toBe('nginx');
  });

  test('passes on what is wrong for another reason', async () => {
    const { fetchMissing, whenHere } = createGrowingTable(programFamilies);
    expect(fetchMissing(new Error('broken'))).toBeNull();
    const work = () => {
      throw new Error('broken');
    };
    await expect(whenHere(work)).rejects.toThrow('broken');
  });

  test('a family that lacks what its row promises is told, not waited for', async () => {
    const { programs, whenHere } = createGrowingTable({
      odd: { names: ['odd'], load: async (): Promise<Program[]> => [] },
    });
    await expect(whenHere(() => programs.odd)).rejects.toThrow('The family "odd" has no "odd"');
  });
});

test('what a scenario boots, scripts, breaks with or suggests is fetched first', () => {
  const scenario = {
    ...homeScenario({ laptop: { programs: [{ run: '/usr/sbin/nginx -g "daemon on;"' }] } }),
    ...{ version: 1, title: '', seed: 1, goals: [], hints: [], questions: [], solutionCount: 0 },
    steps: [{ text: 'Ask.', action: typed('sudo psql -c "select 1"') }],
    faults: [{ text: 'Break.', actions: [typed('sudo ufw deny 80'), { do: 'wait' } as const] }],
    suggestions: [{ host: 'phone', line: 'wget -qO- http://laptop/ | grep dig-it' }],
  };
  expect(familiesNamedIn(programFamilies, linesOf(scenario))).toEqual([
    ...['firewall', 'nginx', 'postgres', 'ssh', 'web-client', 'wget'],
  ]);
});
