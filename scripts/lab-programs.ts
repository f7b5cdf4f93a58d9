// npm run -s lab:programs: which real programs the live lab found on this machine, and the Debian
// package that brings each.
import { impossible } from '../lab/program/catalogue';
import { packageOf, surveyPrograms } from '../lab/program/find-programs';

const rows = surveyPrograms().map(({ row, missing, found }) => [
  row.id,
  row.service,
  found ? `found: ${found.name}` : `not here: apt-get install ${missing.map(packageOf).join(' ')}`,
]);
const refused = impossible.map(({ id, service, package: name, why }) => [
  id,
  service,
  `cannot run in a sandbox (${name}): ${why}`,
]);

const widths = [0, 1].map((column) =>
  Math.max(...[...rows, ...refused].map((cells) => cells[column]?.length ?? 0)),
);
for (const cells of [['program', 'service', 'here'], ...rows, ...refused]) {
  console.log(cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}
