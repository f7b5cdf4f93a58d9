// mysql2 speaks with itself over a real connection; the table behind it is ours.
import { describe, expect, it } from 'vitest';
import { inEachTier } from '../test-service';
import { runStatement } from './tables';

describe('statements', () => {
  it('a text with quotes stays a text', () => {
    const orders: Parameters<typeof runStatement>[1] = [];
    const sql = "INSERT INTO orders (tea, cups) VALUES ('it\\'s \\\\ green', 1)";
    expect(runStatement(sql, orders, 'v')).toMatchObject({ kind: 'done', insertId: 1 });
    expect(orders[0]?.tea).toBe("it's \\ green");
  });
  it('what it does not know is an error of syntax, and another table does not exist', () => {
    expect(runStatement('DROP everything', [], 'v')).toMatchObject({ code: 1064 });
    expect(runStatement('SELECT * FROM coffee', [], 'v')).toMatchObject({
      code: 1146,
      message: "Table 'shop.coffee' doesn't exist",
    });
  });
});

inEachTier('mysql', (learner) => {
  it('the server speaks first; then login, question and answer', async () => {
    const me = await learner();
    await me.start('mysql');
    const { story, error, conversations } = await me.exchange('mysql', 'query');
    expect(error).toBeNull();
    expect(story.map(({ got }) => got)).toEqual(['8.0.36-portside', '2 | black | 5']);
    const [greeting, login] = conversations[0]?.turns ?? [];
    expect(greeting?.from).toBe('server');
    expect(greeting?.fields.map(({ name }) => name)).toContain('server version');
    expect(login?.fields.find(({ name }) => name === 'user')?.meaning).toBe('who comes: shop');
    expect(conversations[0]?.turns.map(({ bytes }) => bytes).join()).not.toContain('tea4two');
  });

  it('what a learner writes is stored as text', async () => {
    const me = await learner();
    await me.start('mysql');
    const { story, error } = await me.exchange('mysql', 'insert', {
      tea: "green'); DROP TABLE orders",
    });
    expect(error).toBeNull();
    expect(story[1]?.got).toBe('3');
  });

  it.each([
    [
      'wrong-password',
      'ER_ACCESS_DENIED_ERROR',
      /^Access denied for user 'shop'@'[\d.]+' \(using password: YES\)$/,
    ],
    ['no-such-table', 'ER_NO_SUCH_TABLE', /^Table 'shop\.coffee' doesn't exist$/],
  ])('%s', async (exchange, code, words) => {
    const me = await learner();
    await me.start('mysql');
    const { error } = await me.exchange('mysql', exchange);
    expect(error?.code).toBe(code);
    expect(error?.message).toMatch(words);
  });

  it('without a server the system refuses', async () => {
    const me = await learner();
    expect(await me.exchange('mysql', 'query')).toMatchObject({ error: { code: 'ECONNREFUSED' } });
  });
});
