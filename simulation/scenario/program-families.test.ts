import { expect, test } from 'vitest';
import { units } from '../program/systemd/units';
import { createProgramTable } from '../shell/registry';
import { corePrograms } from './families/core-programs';
import { createGrowingTable } from './growing-table';
import { programFamilies } from './program-families';
import { programTable } from './program-table';

const families = Object.entries(programFamilies);

test.each(families)('the row of the family %s names what its module exports', async (_, row) => {
  const programs = await row.load();
  expect(row.names).toEqual(programs.map(({ name }) => name));
});

test('every program belongs to one family only, or to the shell', () => {
  const shell = Object.keys(createProgramTable([]));
  const core = corePrograms.map(({ name }) => name);
  const all = [...shell, ...core, ...families.flatMap(([, { names }]) => names)];
  expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
});

test('the table of all programs has the families, the core and the shell, in one order', () => {
  expect(Object.keys(createGrowingTable(programFamilies).programs)).toEqual(
    Object.keys(programTable),
  );
});

test('every unit starts, reloads and stops with programs of the table', () => {
  const commands = units.flatMap(({ before, start, reload, stop, main }) => [
    main.program,
    ...[before, start, reload, stop].flatMap((one) =>
      one !== null && typeof one === 'object' ? [one.program] : [],
    ),
  ]);
  expect(commands.filter((name) => !Object.hasOwn(programTable, name))).toEqual([]);
});
