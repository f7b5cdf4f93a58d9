/** Users as /etc/passwd lists them (passwd(5)). People may use sudo, as on Debian's course machines. */
import type { Routine } from '../host/program';
import { readFile } from '../host/system';

export type User = { name: string; id: number; groups: { id: number; name: string }[] };

/** Users of services that Debian has on every machine, whether listed or not. */
const services: Readonly<Record<string, number>> = {
  root: 0,
  daemon: 1,
  mail: 8,
  'www-data': 33,
  nobody: 65534,
};

/** Null for a name that this host does not know. */
export function* findUser(name: string): Routine<User | null> {
  const text = yield* readFile('/etc/passwd');
  const row = (text.ok ? text.value : '')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([listed]) => listed === name);
  const service = Object.hasOwn(services, name) ? services[name] : undefined;
  if (!row && service === undefined) return null;
  const id = row ? Number(row[2]) || 0 : (service ?? 0);
  const own = { id: row ? Number(row[3]) || 0 : id, name: name === 'nobody' ? 'nogroup' : name };
  const person = id >= 1000 && id < 65534;
  return { name, id, groups: person ? [own, { id: 27, name: 'sudo' }] : [own] };
}
