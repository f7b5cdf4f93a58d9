import { expect, test } from 'vitest';
import type { Moment } from '@/content/messages/beliefs/belief';
import { differences, findParting, holds, strangers } from './align';

const row = { host: 'a', state: 'LISTEN', local: '0.0.0.0:1', peer: '*', program: 'x' };
const other = { ...row, local: '0.0.0.0:2' };
const syn = { word: 'SYN', from: 'a:1', to: 'b:2' };
const rst = { word: 'RST', from: 'b:2', to: 'a:1' };
const moment = (parts: Partial<Moment> = {}): Moment => ({
  ...{ packets: [], rows: [], result: null },
  ...parts,
});

test('the order of rows does not matter, that of packets does', () => {
  const one = moment({ rows: [row, other], packets: [syn, rst] });
  expect(differences(one, moment({ rows: [other, row], packets: [syn, rst] }))).toEqual([]);
  expect(differences(one, moment({ rows: [other, row], packets: [rst, syn] }))).toEqual([
    'packets',
  ]);
});

test('a row that stands twice differs from one that stands once, and one of the two is marked', () => {
  const twice = moment({ rows: [row, row] });
  expect(differences(twice, moment({ rows: [row] }))).toEqual(['rows']);
  expect(strangers(twice, moment({ rows: [row] })).rows).toEqual([false, true]);
  expect(strangers(moment({ rows: [row] }), twice).rows).toEqual([false]);
});

test('every field of a row counts', () => {
  for (const field of ['host', 'state', 'local', 'peer', 'program'] as const) {
    const changed = moment({ rows: [{ ...row, [field]: 'else' }] });
    expect(differences(moment({ rows: [row] }), changed), field).toEqual(['rows']);
  }
});

test('the parting is the first step that differs, with all in which it differs', () => {
  const same = moment({ result: 'listens' });
  const wrong = moment({ result: 'open', packets: [syn] });
  const right = moment({ result: 'refused', packets: [syn, rst] });
  expect(findParting([same, wrong, wrong], [same, right, right])).toEqual({
    step: 1,
    aspects: ['packets', 'result'],
  });
  expect(findParting([same], [same, right])).toBeNull();
  expect(findParting([same, wrong], [same])).toBeNull();
});

test('a guess holds by the result, or by what is on the screen', () => {
  const truth = { ...moment({ result: 'open' }), printed: 'Page of ::1' };
  const guess = (sign: string) => holds({ text: '', reply: '', sign }, truth);
  expect(['open', 'Page of ::1', 'refused', 'Page of 127'].map(guess)).toEqual([
    ...[true, true, false, false],
  ]);
});
