import { describe, expect, test } from 'vitest';
import { serverLines } from '@/content/messages/sandbox';
import { goalText, tellFinding } from '@/content/messages/sandbox-findings';
import type { Fact } from '@/contract/sandbox';
import { scenario } from '@/contract/scenario';
import { addHost, changeHost, emptyScenario } from '@/simulation/scenario/edit-world';
import { createWorld, viewWorld } from '@/simulation/scenario/engine';
import { withPackages } from '@/simulation/scenario/package-of';
import { toPublicScenario } from '@/simulation/scenario/public-scenario';
import { fieldId } from './builder-context';
import { type CheckKind, changeCheck, checkFields, firstCheck } from './goal-fields';

const kinds = Object.keys(checkFields) as CheckKind[];
const world = addHost(addHost(emptyScenario('W'), 'laptop').source, 'phone').source;

describe('the form of a goal', () => {
  test.each(kinds)(
    'begins “%s” with a condition that the contract takes, and has its words',
    (kind) => {
      const check = firstCheck(kind, world);
      const goals = [{ id: 'one', text: goalText(check), when: 'now', check }];
      expect(scenario.parse({ ...world, goals }).goals[0]?.check).toEqual(check);
      expect(goalText(check)).not.toMatch(/undefined|\[object/);
      const required = checkFields[kind].flatMap(([name]) => (name.endsWith('?') ? [] : [name]));
      expect(Object.keys(Object.values(check)[0] as object).sort()).toEqual(required.sort());
    },
  );

  test('changes one field, and leaves out an optional one that is emptied', () => {
    const check = changeCheck({ listening: { host: 'laptop', port: 1, addr: '::' } }, 'port', 2);
    expect(changeCheck(check, 'addr', undefined)).toEqual({
      listening: { host: 'laptop', port: 2 },
    });
  });
});

test.each(serverLines.map((line) => [line]))(
  'the offered line “%s” starts something that listens',
  (run) => {
    const source = changeHost(world, 'laptop', {
      programs: [{ run }],
      packages: withPackages(undefined, [run]),
    });
    const view = viewWorld(createWorld(toPublicScenario(source), 1));
    const sockets = view.hosts.find(({ name }) => name === 'laptop')?.sockets ?? [];
    expect(sockets.filter(({ state, proto }) => state === 'LISTEN' || proto === 'udp')).not.toEqual(
      [],
    );
  },
);

test.each<Fact>([
  { kind: 'unknown', what: 'host', word: 'phone', known: [] },
  { kind: 'address-twice', host: 'a', other: 'b', addr: '192.168.1.20' },
  { kind: 'no-address', host: 'phone', iface: 'wlan0', lan: 'wifi', addr: '' },
  { kind: 'no-route', from: 'a', to: 'b', addr: '10.0.0.1' },
  { kind: 'bad-gateway', host: 'a', via: '10.0.0.1', why: 'nobody' },
  { kind: 'pattern', key: 'pattern', reason: 'unterminated' },
])('a finding is a whole sentence: $kind', (fact) => {
  const { say } = tellFinding({ path: ['goals', 0, 'check'], ...fact }, [{ text: 'It runs' }]);
  expect(say).toMatch(/^\S.*\.$/);
  expect(say).not.toMatch(/undefined|\[object/);
});

test('the field of a file’s path is found by an id without blanks', () => {
  expect(fieldId(['hosts', 'a', 'files', '/home/you/my file.txt'])).toBe(
    'sandbox-hosts.a.files.%2Fhome%2Fyou%2Fmy%20file.txt',
  );
});
