import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Question, question as questionSchema } from '@/contract/quiz';
import { type Answer, answerResponse, questionInstance } from '@/contract/quiz-instance';
import { drawQuestion } from './draw-question';
import { scoreAnswer } from './score-answer';

const beliefs = {
  M05: { belief: 'one port serves one client' },
  M12: { belief: 'loopback makes others time out' },
};

const head = {
  id: 'q',
  prompt: 'Port ${port} of ${ip}?',
  vars: { port: { from: 8000, to: 8999 }, ip: { address: '192.168.1.0/24' } },
};
const written: Record<string, unknown>[] = [
  {
    ...head,
    type: 'single',
    options: [
      { text: 'KEY ${port}', right: true, why: 'WHY-KEY ${ip}' },
      { text: 'b ${port}', why: 'no b', code: 'M12' },
      { text: 'c', why: 'no c' },
    ],
  },
  {
    ...head,
    type: 'multiple',
    options: [
      { text: 'KEY one', right: true, why: 'WHY-KEY 1' },
      { text: 'KEY two', right: true, why: 'WHY-KEY 2' },
      { text: 'c', why: 'no', code: 'M05' },
      { text: 'd', why: 'no' },
    ],
  },
  {
    ...head,
    type: 'order',
    items: ['socket', 'bind ${port}', 'listen', 'accept'],
    right: { why: 'WHY-KEY' },
    wrong: { why: 'no', code: 'M12' },
  },
  {
    ...head,
    type: 'match',
    pairs: [
      { left: 'web', right: 'Nginx', why: 'WHY-KEY' },
      { left: 'rows', right: 'PostgreSQL', why: 'WHY-KEY' },
      { left: 'names', right: 'BIND', why: 'WHY-KEY' },
    ],
    extra: ['Postfix'],
    wrong: { why: 'no', code: 'M05' },
  },
  {
    ...head,
    type: 'number',
    answer: 'port % 100 + 7',
    right: { why: 'WHY-KEY' },
    known: [{ value: 'port % 100', why: 'off by seven', code: 'M05' }],
    wrong: { why: 'no' },
  },
];
const questions = written.map((each): Question => questionSchema.parse(each));
const anyQuestion = fc.constantFrom(...questions);
const anySeed = fc.integer({ min: 1, max: 2_147_483_647 });

function score(question: Question, seed: number, answer: Answer | null) {
  const scored = scoreAnswer(drawQuestion(question, seed, {}), answer, beliefs);
  if (!scored.ok) throw new Error(scored.reason);
  return scored.response;
}

describe('drawing and scoring', () => {
  test('any seed gives a well-formed instance, and the same one again', () => {
    fc.assert(
      fc.property(anyQuestion, anySeed, (question, seed) => {
        const drawn = drawQuestion(question, seed, {});
        expect(questionInstance.safeParse(drawn.instance).success).toBe(true);
        expect(drawQuestion(question, seed, {})).toEqual(drawn);
        expect(JSON.stringify(drawn.instance)).not.toContain('${');
      }),
    );
  });

  test('the right answer scores right and comes back as the solution', () => {
    fc.assert(
      fc.property(anyQuestion, anySeed, (question, seed) => {
        const { key } = drawQuestion(question, seed, {});
        const response = score(question, seed, key);
        expect(response.right).toBe(true);
        expect(response.solution).toEqual(key);
        expect(response.feedback.every(({ right, belief }) => right && !belief)).toBe(true);
      }),
    );
  });

  test('every other answer scores wrong, is explained, and tells nothing of the key', () => {
    fc.assert(
      fc.property(anyQuestion, anySeed, fc.nat(), (question, seed, pick) => {
        const drawn = drawQuestion(question, seed, {});
        const others = otherAnswers(drawn.instance, drawn.key);
        const answer = others[pick % others.length] as Answer;
        const response = score(question, seed, answer);
        expect(answerResponse.safeParse(response).success).toBe(true);
        expect(response.right).toBe(false);
        expect(response).not.toHaveProperty('solution');
        expect(response.feedback.length).toBeGreaterThan(0);
        expect(response.feedback.every(({ why }) => why !== '')).toBe(true);
      }),
    );
  });

  test('giving up is not right and shows the answer', () => {
    fc.assert(
      fc.property(anyQuestion, anySeed, (question, seed) => {
        const response = score(question, seed, null);
        expect(response.right).toBe(false);
        expect(response.solution).toEqual(drawQuestion(question, seed, {}).key);
      }),
    );
  });

  test('an answer of any shape is scored or refused, never thrown at', () => {
    const shapes = fc.oneof(
      fc.string(),
      fc.double(),
      fc.array(fc.string()),
      fc.dictionary(fc.string(), fc.string()),
      fc.constantFrom('__proto__', 'constructor', ['constructor'], { __proto__: 'a' }),
    );
    fc.assert(
      fc.property(anyQuestion, anySeed, shapes, (question, seed, answer) => {
        const scored = scoreAnswer(drawQuestion(question, seed, {}), answer as Answer, beliefs);
        if (!scored.ok) expect(scored.reason).toMatch(/\.$/);
      }),
    );
  });

  test('an instance holds neither explanations nor which choice is the key', () => {
    fc.assert(
      fc.property(anyQuestion, anySeed, (question, seed) => {
        const { instance } = drawQuestion(question, seed, {});
        const text = JSON.stringify(instance);
        expect(text).not.toMatch(/WHY-KEY|"right":(true|false)|"why"|"answer"|"code"/);
      }),
    );
  });

  test('the place of the right option is spread over the seeds', () => {
    const [single] = questions;
    const keys = Array.from(
      { length: 300 },
      (_, seed) => drawQuestion(single as Question, seed + 1, {}).key,
    );
    for (const id of ['a', 'b', 'c'])
      expect(keys.filter((key) => key === id).length).toBeGreaterThan(60);
  });

  test('a retry draws other numbers', () => {
    const prompts = Array.from(
      { length: 50 },
      (_, seed) => drawQuestion(questions[0] as Question, seed + 1, {}).instance.prompt,
    );
    expect(new Set(prompts).size).toBe(50);
  });

  test('items to order never stand in the right order at first', () => {
    const order = questions[2] as Question;
    fc.assert(
      fc.property(anySeed, (seed) => {
        const { instance, key } = drawQuestion(order, seed, {});
        if (instance.type !== 'order') throw new Error('not an order question');
        expect(instance.items.map(({ id }) => id)).not.toEqual(key);
      }),
    );
  });

  test('a wrong choice names the belief behind it, a known wrong number too', () => {
    const { instance } = drawQuestion(questions[0] as Question, 5, {});
    const b =
      'options' in instance && instance.options.find(({ text }) => text.startsWith('b'))?.id;
    expect(score(questions[0] as Question, 5, b || '').feedback).toEqual([
      { about: b, right: false, why: 'no b', belief: { code: 'M12', text: beliefs.M12.belief } },
    ]);
    const number = drawQuestion(questions[4] as Question, 5, {}).key as number;
    expect(score(questions[4] as Question, 5, number - 7).feedback[0]?.belief?.code).toBe('M05');
    expect(score(questions[4] as Question, 5, number + 1).feedback[0]?.belief).toBeUndefined();
  });

  test('a multiple answer that is right but not whole says so', () => {
    const { key } = drawQuestion(questions[1] as Question, 9, {});
    const response = score(questions[1] as Question, 9, (key as string[]).slice(0, 1));
    expect(response.feedback.at(-1)?.why).toContain('something that belongs is missing');
  });
});

function otherAnswers(
  instance: ReturnType<typeof drawQuestion>['instance'],
  key: Answer,
): Answer[] {
  switch (instance.type) {
    case 'number':
      return [0, 1, 2, 3]
        .map((step) => (key as number) + step - (step < 2 ? 2 : 1))
        .filter((each) => each !== key);
    case 'order': {
      const ids = key as string[];
      return ids.slice(1).map((_, place) => {
        const swapped = [...ids];
        [swapped[place], swapped[place + 1]] = [ids[place + 1] as string, ids[place] as string];
        return swapped;
      });
    }
    case 'match': {
      const pairs = key as Record<string, string>;
      return instance.left.map(({ id }) => ({
        ...pairs,
        [id]: instance.right.find((right) => right.id !== pairs[id])?.id ?? '',
      }));
    }
    case 'multiple': {
      const ids = key as string[];
      const wrong = instance.options.map(({ id }) => id).filter((id) => !ids.includes(id));
      return [ids.slice(1), [...ids, wrong[0] ?? ''], wrong];
    }
    default:
      return instance.options.map(({ id }) => id).filter((id) => id !== key);
  }
}
