import { expect, test } from 'vitest';
import { changeInWords, compareTables } from './compare-tables';
import { clientEndpoint, listener, serverEndpoint, socketRow, worldView } from './fixtures/worlds';

const table = (...sockets: ReturnType<typeof socketRow>[]) => worldView({ sockets });
const connection = (state: string, id = 9) =>
  socketRow({ id, state, local: serverEndpoint, peer: clientEndpoint });
const words = (a: ReturnType<typeof table>, b: ReturnType<typeof table>) =>
  compareTables(a, b).flatMap(({ host, changes }) =>
    changes.map((change) => `${host}: ${changeInWords(change)}`),
  );

test('nothing has changed where the rows are the same, in whatever order', () => {
  const one = table(listener('0.0.0.0'), connection('ESTAB'));
  const other = table(connection('ESTAB'), listener('0.0.0.0'));
  expect(compareTables(one, other)).toEqual([]);
});

test('a new row and one that is gone are said, seen from A', () => {
  const empty = table();
  const listening = table(listener('0.0.0.0'));
  expect(words(empty, listening)).toEqual([
    'laptop: A new row: tcp LISTEN 0.0.0.0:8000 (python3 871).',
  ]);
  expect(words(listening, empty)).toEqual(['laptop: Gone: tcp LISTEN 0.0.0.0:8000 (python3 871).']);
});

test('a row that lives on tells each of its changes, from and to', () => {
  const before = table(connection('SYN-RECV'));
  const after = table({ ...connection('ESTAB'), recvQ: 5, owners: [] });
  const [host] = compareTables(before, after);
  expect(host?.changes[0]).toMatchObject({
    kind: 'changed',
    fields: [
      { field: 'state', from: 'SYN-RECV', to: 'ESTAB' },
      { field: 'recvQ', from: '0', to: '5' },
      { field: 'owners', from: 'python3 871', to: 'none' },
    ],
  });
  expect(words(before, after)[0]).toContain('Its state was SYN-RECV and is ESTAB.');
});

test('a socket that is bound is the same socket; one with the number of another is not', () => {
  const fresh = socketRow({ id: 4, state: 'UNCONN', local: { addr: '0.0.0.0', port: 0 } });
  expect(compareTables(table(fresh), table(listener('0.0.0.0')))[0]?.changes[0]?.kind).toBe(
    'changed',
  );
  const kinds = (b: ReturnType<typeof table>) =>
    compareTables(table(listener('0.0.0.0')), b)[0]?.changes.map((change) => change.kind);
  expect(kinds(table(listener('0.0.0.0', 9000)))).toEqual(['gone', 'added']);
  expect(kinds(table({ ...listener('0.0.0.0'), proto: 'udp' }))).toEqual(['gone', 'added']);
});

test('who waits to be accepted is a change of the listener', () => {
  const waiting = {
    ...listener('0.0.0.0'),
    waiting: [{ queue: 'accept' as const, peer: clientEndpoint }],
  };
  expect(words(table(listener('0.0.0.0')), table(waiting))[0]).toMatch(
    /waiting to be accepted was none and is [\d.]+:\d+\./,
  );
});
