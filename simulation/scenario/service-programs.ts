/** The services of a machine as systemd shows them: the rows of docs/tools/system.md. */
import type { Program } from '../host/program';
import { systemd } from '../program/systemd/supervisor';
import { findUnit, type Unit } from '../program/systemd/units';
import { journalctl } from '../shell/commands/journalctl';
import { createSystemctl } from '../shell/commands/systemctl';

/** `has` tells whether there is a program of a name. */
export function servicePrograms(has: (program: string) => boolean): readonly Program[] {
  const knows = (unit: Unit): boolean => {
    const part = unit.part === null ? null : findUnit(unit.part);
    return has(unit.start.program) && has(unit.main.program) && (part === null || knows(part));
  };
  return [systemd, journalctl, createSystemctl(knows)];
}
