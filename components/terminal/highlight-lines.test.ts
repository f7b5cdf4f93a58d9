import { expect, test } from 'vitest';
import { highlightLines, linesThatMention } from './highlight-lines';

const table = [
  'you@laptop:~$ ss -tn',
  'State  Recv-Q Send-Q      Local Address:Port    Peer Address:Port',
  'ESTAB  0      0            192.168.1.20:8000    192.168.1.50:41822',
  'ESTAB  0      0            192.168.1.20:8000    192.168.1.50:41823',
  'LISTEN 0      10                0.0.0.0:8000         0.0.0.0:*',
];

test('the row with both ends is found, and none that is merely alike', () => {
  expect(linesThatMention(table, ['192.168.1.20:8000', '192.168.1.50:41822'])).toEqual([2]);
  expect(linesThatMention(table, ['0.0.0.0:8000'])).toEqual([4]);
  expect(linesThatMention(table, ['0.0.0.0:800'])).toEqual([]);
  expect(linesThatMention(table, [])).toEqual([]);
});

test('only the found row gets a ground, and the text stays the same', () => {
  const marked = highlightLines(table.join('\n'), ['0.0.0.0:8000']);
  const plain = marked.replace(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '');
  expect(plain).toBe(table.join('\n'));
  expect(marked.split('\n').filter((line) => line.includes('[48;2;'))).toHaveLength(1);
});
