/** The catalogue as a page gets it. */
import 'server-only';
import { type ServiceRow, serviceIds } from '@/contract/lab-service';
import { catalogue } from './catalogue';

export const describeCatalogue = (): ServiceRow[] =>
  serviceIds.flatMap((id) => {
    const row = catalogue[id];
    if (!row) return [];
    return {
      id,
      ports: [...row.ports],
      library: row.library ?? row.own ?? 'Node.js',
      client: row.client ?? 'Node.js',
      program: null,
      exchanges: row.exchanges.map(({ id: exchange, input }) => ({
        id: exchange,
        input: [...input],
      })),
    };
  });
