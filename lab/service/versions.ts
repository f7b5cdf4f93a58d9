/** Versions of the packages inside, written in when the lab is bundled. */
import type { ServiceId } from '@/contract/lab-service';
import { catalogue } from './catalogue';

declare const LAB_VERSIONS: Record<string, string> | undefined;
const versions: Record<string, string> =
  typeof LAB_VERSIONS === 'undefined' ? {} : (LAB_VERSIONS ?? {});

const withVersion = (name: string) => (versions[name] ? `${name} ${versions[name]}` : name);

/** What answers, e.g. `smtp-server 3.21.6`. */
export function answersOf(id: ServiceId): string {
  const row = catalogue[id];
  return row?.library ? withVersion(row.library) : (row?.own ?? `Node.js ${process.version}`);
}

/** The client, e.g. `redis 6.3.1`; where there are two, both. */
export const clientOf = (id: ServiceId): string => {
  const client = catalogue[id]?.client;
  return client
    ? client.split(' and ').map(withVersion).join(' and ')
    : `Node.js ${process.version}`;
};
