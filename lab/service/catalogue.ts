/**
 * The services of the lab as data: what a page, labd and the service process all need to know.
 * What they do stands in `service-table.ts`, which only the service process loads.
 */
import type { ServiceId } from '@/contract/lab-service';

type PortRow = { purpose: string; proto: 'tcp' | 'udp'; port: number };

export type CatalogueRow = {
  /** Default ports; the first is the service's own. 0: the kernel chooses at the time. */
  ports: readonly PortRow[];
  /** Package that serves, or null for Node itself and servers of our own. */
  library: string | null;
  /** What answers, in words, where no package does. */
  own?: string;
  client: string | null;
  /** True: needs one of the few databases, which a learner has for as long as it runs. */
  leases?: true;
  exchanges: readonly ExchangeRow[];
};

export type ExchangeRow = {
  id: string;
  input: readonly { name: string; example: string }[];
  /** True: dialled while nothing listens there, to show a refusal. */
  nobody?: true;
};

const tcp = (purpose: string, port: number): PortRow => ({ purpose, proto: 'tcp', port });
const plain = (id: string): ExchangeRow => ({ id, input: [] });
const asking = (id: string, ...input: [name: string, example: string][]): ExchangeRow => ({
  id,
  input: input.map(([name, example]) => ({ name, example })),
});

export const catalogue: Partial<Record<ServiceId, CatalogueRow>> = {
  http: {
    ports: [tcp('web', 80)],
    library: null,
    client: null,
    exchanges: [
      plain('get-page'),
      plain('head'),
      plain('not-found'),
      plain('moved'),
      asking('order', ['tea', 'earl grey']),
      plain('two-requests'),
    ],
  },
  https: {
    ports: [tcp('web', 443)],
    library: null,
    client: null,
    exchanges: [
      plain('right-name'),
      plain('wrong-name'),
      plain('expired'),
      plain('unknown-authority'),
      plain('plain-http'),
    ],
  },
  proxy: {
    ports: [tcp('web', 80), tcp('app', 8000)],
    library: 'http-proxy-3',
    client: null,
    exchanges: [plain('through'), plain('app-gone'), plain('app-silent'), plain('past-the-proxy')],
  },
  websocket: {
    ports: [tcp('web', 80)],
    library: 'ws',
    client: 'ws',
    exchanges: [
      asking('chat', ['text', 'anyone for tea?']),
      plain('two-people'),
      plain('ping'),
      plain('plain-http'),
    ],
  },
  webhook: {
    ports: [tcp('payments', 9000), tcp('shop', 8000)],
    library: null,
    client: null,
    exchanges: [
      plain('delivered'),
      plain('shop-in-trouble'),
      plain('shop-gone'),
      plain('twice'),
      plain('forged'),
    ],
  },
  dns: {
    ports: [{ purpose: 'names', proto: 'udp', port: 53 }, tcp('names', 53)],
    library: 'dns-packet',
    client: null,
    exchanges: [
      plain('address'),
      plain('ipv6-address'),
      plain('alias'),
      plain('mail'),
      plain('no-such-name'),
      plain('another-zone'),
      plain('silence'),
      plain('too-long'),
    ],
  },
  mqtt: {
    ports: [tcp('broker', 1883)],
    library: 'aedes',
    client: 'mqtt',
    exchanges: [
      asking('publish', ['message', '21']),
      plain('retained'),
      plain('last-message'),
      plain('wrong-password'),
    ],
  },
  'sign-in': {
    ports: [tcp('provider', 9099), tcp('app', 8000)],
    library: 'jose',
    client: null,
    exchanges: [
      plain('sign-in'),
      plain('wrong-password'),
      plain('no-token'),
      plain('forged-token'),
      plain('old-token'),
    ],
  },
  mail: {
    ports: [
      tcp('smtp', 25),
      tcp('submission', 587),
      tcp('smtps', 465),
      tcp('imap', 143),
      tcp('imaps', 993),
    ],
    library: 'smtp-server',
    client: 'nodemailer and imapflow',
    exchanges: [
      asking('send', ['subject', 'Tea at four'], ['text', 'The kettle is on.']),
      plain('read'),
      plain('unknown-user'),
      plain('relay-refused'),
      plain('no-hello'),
      plain('starttls'),
      plain('wrong-password'),
      plain('tls-from-start'),
      plain('read-inside-tls'),
      plain('read-wrong-password'),
    ],
  },
  postgres: {
    ports: [tcp('queries', 5432)],
    library: '@electric-sql/pglite',
    client: 'pg',
    leases: true,
    exchanges: [
      plain('query'),
      asking('insert', ['tea', 'white']),
      plain('wrong-password'),
      plain('no-such-database'),
      plain('no-such-table'),
    ],
  },
  mysql: {
    ports: [tcp('queries', 3306)],
    library: 'mysql2',
    client: 'mysql2',
    exchanges: [
      plain('query'),
      asking('insert', ['tea', 'white']),
      plain('wrong-password'),
      plain('no-such-table'),
    ],
  },
  mongodb: {
    ports: [tcp('commands', 27017)],
    library: null,
    own: 'a small MongoDB server of the lab (mingo)',
    client: 'mongodb',
    exchanges: [
      asking('insert-and-find', ['tea', 'oolong']),
      plain('find-with-filter'),
      plain('same-id-twice'),
      plain('unknown-command'),
    ],
  },
  ftp: {
    ports: [tcp('control', 21), tcp('data', 0)],
    library: null,
    own: 'a small FTP server of the lab',
    client: 'basic-ftp',
    exchanges: [
      plain('list'),
      plain('download'),
      asking('upload', ['text', 'Two scones for table four.']),
      plain('wrong-password'),
      plain('no-such-file'),
      plain('active'),
    ],
  },
  ldap: {
    ports: [tcp('directory', 389)],
    library: null,
    own: 'a small LDAP server of the lab',
    client: 'ldapts',
    exchanges: [
      plain('bind'),
      plain('wrong-password'),
      plain('no-password'),
      asking('search-person', ['name', 'ann']),
      plain('search-several'),
      plain('search-nothing'),
      plain('no-such-base'),
      plain('anonymous'),
      plain('compare'),
    ],
  },
  redis: {
    ports: [tcp('commands', 6379)],
    library: null,
    own: 'a small RESP2 server of the lab',
    client: 'redis',
    exchanges: [
      plain('ping'),
      asking('set-and-get', ['key', 'greeting'], ['value', 'hello']),
      plain('count'),
      plain('unknown-command'),
    ],
  },
};

export const exchangeRow = (service: ServiceId, exchange: string): ExchangeRow | undefined =>
  catalogue[service]?.exchanges.find(({ id }) => id === exchange);
