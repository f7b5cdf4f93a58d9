/** The catalogue as a page gets it. */
import 'server-only';
import { type ServiceId, type ServiceRow, serviceIds } from '@/contract/lab-service';
import { catalogue } from './catalogue';

/** @param programs name and version of the real program that can stand for a service here. */
export const describeCatalogue = (programs: Partial<Record<ServiceId, string>>): ServiceRow[] =>
  serviceIds.flatMap((id) => {
    const row = catalogue[id];
    if (!row) return [];
    return {
      id,
      ports: [...row.ports],
      library: row.library ?? row.own ?? 'Node.js',
      client: row.client ?? 'Node.js',
      program: programs[id] ?? null,
      exchanges: row.exchanges.map(({ id: exchange, input }) => ({
        id: exchange,
        input: [...input],
      })),
    };
  });
