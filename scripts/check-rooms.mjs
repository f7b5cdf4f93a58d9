// Prints who imports whom, room by room, and fails on a wall that is broken or a cycle.
import { cruiseRooms } from './cruise-rooms.mjs';
import { toRules } from './room-rules.mjs';

const { folders, modules, violations } = await cruiseRooms('.');
if (modules.length === 0) {
  console.error('No module was read: the check itself is broken.');
  process.exit(1);
}

const roomOf = (path) => path.split('/')[0];
const arrows = new Map();
for (const module of modules) {
  for (const { resolved } of module.dependencies) {
    const [from, to] = [roomOf(module.source), roomOf(resolved)];
    if (from === to || !folders.includes(to)) continue;
    arrows.set(`${from} -> ${to}`, (arrows.get(`${from} -> ${to}`) ?? 0) + 1);
  }
}
for (const [arrow, count] of [...arrows].sort()) console.log(`${arrow}  ${count}`);

const cures = new Map(toRules().map((rule) => [rule.name, rule.comment]));
for (const { from, to, rule } of violations) {
  console.error(`\n${from} must not import ${to} (${rule.name})\n  ${cures.get(rule.name)}`);
}
console.log(`${modules.length} modules, ${violations.length} broken walls.`);
process.exit(violations.length === 0 ? 0 : 1);
