/** A directory of people: a small LDAP server, and ldapts calling it. */
import { Client, ResultCodeError } from 'ldapts';
import type { Guest, Service } from '../service';
import { annotateLdap } from './annotate-ldap';
import { ANN, BASE, PASSWORD, PEOPLE } from './directory';
import { serveLdap } from './server';

const PATIENCE_MS = 4_000;

async function withClient(guest: Guest, work: (client: Client) => Promise<void>) {
  const client = new Client({
    url: `ldap://${guest.address}:${guest.port('directory')}`,
    timeout: PATIENCE_MS,
    connectTimeout: PATIENCE_MS,
  });
  const leave = () => client.unbind().catch(() => {});
  guest.signal.addEventListener('abort', leave);
  try {
    await work(client);
  } finally {
    await leave();
  }
}

/** Does something and tells its result; a refusal is told with its code and thrown on. */
async function telling<T>(guest: Guest, did: string, work: Promise<T>, say: (got: T) => string) {
  try {
    guest.tell(did, say(await work));
  } catch (error) {
    if (error instanceof ResultCodeError) guest.tell(did, `${error.code} ${error.name}`);
    throw error;
  }
}

const bind = (guest: Guest, client: Client, dn: string, password: string) =>
  telling(guest, `bind ${dn || 'as nobody'}`, client.bind(dn, password), () => '0 success');

async function find(guest: Guest, client: Client, base: string, filter: string) {
  const attributes = ['cn', 'title', 'mail'];
  await telling(
    guest,
    `search ${base} for ${filter}`,
    client.search(base, { scope: 'sub', filter, attributes }),
    ({ searchEntries }) =>
      searchEntries.length === 0
        ? '0 success, and no entry'
        : searchEntries
            .map(
              ({ dn, cn, title, mail }) =>
                `${dn}: ${[cn, title, mail].flat().filter(Boolean).join(', ')}`,
            )
            .join(' / '),
  );
}

const asAnn =
  (work: (guest: Guest, client: Client) => Promise<void>) =>
  (guest: Guest): Promise<void> =>
    withClient(guest, async (client) => {
      await bind(guest, client, ANN, PASSWORD);
      await work(guest, client);
    });

export const ldap: Service = {
  async start(house) {
    await house.listen('directory', (stream) => serveLdap(stream, house.log));
  },
  exchanges: {
    bind: asAnn(async () => {}),
    'wrong-password': (guest) => withClient(guest, (client) => bind(guest, client, ANN, 'coffee')),
    'no-password': (guest) => withClient(guest, (client) => bind(guest, client, ANN, '')),
    'search-person': (guest) =>
      asAnn(async (_guest, client) => {
        // What the learner wrote is a name, so the signs of a filter lose their meaning in it.
        const name = (guest.input.name ?? '').replace(
          /[\\*()\0]/g,
          (sign) => `\\${sign.charCodeAt(0).toString(16).padStart(2, '0')}`,
        );
        await find(guest, client, PEOPLE, `(uid=${name})`);
      })(guest),
    'search-several': asAnn((guest, client) =>
      find(guest, client, BASE, '(&(objectClass=inetOrgPerson)(|(title=baker)(cn=A*))(mail=*))'),
    ),
    'search-nothing': asAnn((guest, client) => find(guest, client, PEOPLE, '(uid=zoe)')),
    'no-such-base': asAnn((guest, client) =>
      find(guest, client, `ou=robots,${BASE}`, '(objectClass=*)'),
    ),
    anonymous: (guest) =>
      withClient(guest, async (client) => {
        await bind(guest, client, '', '');
        await find(guest, client, PEOPLE, '(uid=ann)');
      }),
    compare: asAnn((guest, client) =>
      telling(guest, `compare ${ANN} title=owner`, client.compare(ANN, 'title', 'owner'), (same) =>
        same ? '6 compareTrue' : '5 compareFalse',
      ),
    ),
  },
  annotate: ({ turns }) => turns.map(({ bytes }) => annotateLdap(bytes)),
};
