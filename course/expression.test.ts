import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluateExpression, fillText } from './expression';

const scope = { port: 8000, backlog: 5, ip: '192.168.1.7', row: { cmd: 'ss', rows: 3 } };

describe('evaluateExpression', () => {
  test.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 2 - 3', 5],
    ['-backlog + 1', -4],
    ['7 / 2', 3],
    ['-7 / 2', -3],
    ['7 % 4', 3],
    ['min(3, backlog, 9)', 3],
    ['max(port, 1) + row.rows', 8003],
    ['ip', '192.168.1.7'],
    ['row.cmd', 'ss'],
  ])('%s is %s', (text, value) => {
    expect(evaluateExpression(text, scope)).toBe(value);
  });

  test.each([
    ['', 'a number or a name expected at the end'],
    ['1 +', 'expected at the end'],
    ['(1', '")" expected'],
    ['1 2', 'an operator expected before "2"'],
    ['prt + 1', '"prt" is not drawn before this. Drawn: port, backlog, ip, row'],
    ['ip + 1', '"192.168.1.7" is text'],
    ['1 / 0', 'divides by 0'],
    ['row', '"row" is used by its fields: row.cmd, row.rows'],
    ['row.none', 'used by its fields'],
    ['port.x', 'has no fields'],
    ['process.exit(1)', 'an operator expected'],
    ['a => 1', 'is not arithmetic'],
    ['constructor', 'is not drawn'],
    ['row.constructor', 'used by its fields'],
  ])('refuses %s', (text, message) => {
    expect(() => evaluateExpression(text, scope)).toThrow(message);
  });

  test('agrees with JavaScript on any sum of products', () => {
    const number = fc.integer({ min: 0, max: 999 });
    const sum = fc.array(fc.tuple(fc.constantFrom('+', '-', '*'), number), { maxLength: 8 });
    fc.assert(
      fc.property(number, sum, (first, rest) => {
        const text = [first, ...rest.flat()].join(' ');
        const terms = text.split(/ (?=[+-] )/).map((term) => {
          const [sign, ...product] = /^[+-] /.test(term)
            ? term.split(' ')
            : ['+', ...term.split(' ')];
          const value = product.filter((part) => part !== '*').reduce((a, b) => a * Number(b), 1);
          return sign === '-' ? -value : value;
        });
        expect(evaluateExpression(text, {})).toBe(terms.reduce((a, b) => a + b, 0));
      }),
    );
  });

  test('never throws anything but its own error', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          evaluateExpression(text, scope);
        } catch (error) {
          expect((error as Error).name).toBe('ExpressionError');
        }
      }),
    );
  });
});

describe('fillText', () => {
  test('fills names and sums, and leaves a doubled dollar as text', () => {
    expect(fillText('`${ip}:${port + 1}` costs $5, $${port}', scope)).toBe(
      '`192.168.1.7:8001` costs $5, ${port}',
    );
  });
  test('says which bracket is not closed', () => {
    expect(() => fillText('a ${port', scope)).toThrow('"${port" is not closed: add }');
  });
});
