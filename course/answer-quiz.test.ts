import { describe, expect, test } from 'vitest';
import { problem } from '@/contract/lab';
import { answerRequest, answerResponse, quizInstance } from '@/contract/quiz-instance';
import { readBody } from './answer-http';
import { answerDraw, answerScore } from './answer-quiz';
import { drawQuestion } from './draw-question';
import { listReadySlugs, loadLessonSource } from './load-lesson';

const [slug = ''] = await listReadySlugs();
const source = await loadLessonSource(slug);
if (source === null) throw new Error('no lesson is ready');
const [first] = source.quiz.questions;
const id = first?.id ?? '';

async function expectProblem(response: Response, status: number, code: string) {
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const told = problem.parse(await response.json());
  expect(told).toMatchObject({ status, code });
  expect(told.detail).toMatch(/\.$/);
}

describe('drawing over HTTP', () => {
  test('a seed gives the whole quiz or one question of it', async () => {
    const whole = quizInstance.parse(await answerDraw(source, '7', null).json());
    expect(whole.questions).toHaveLength(source.quiz.questions.length);
    const one = quizInstance.parse(await answerDraw(source, '7', id).json());
    expect(one.questions).toEqual(whole.questions.slice(0, 1));
  });

  test.each([null, '', '0', '-1', '1.5', 'x', '2147483648', '99999999999', '1e3', ' 7'])(
    'the seed %j is refused',
    async (seed) => {
      await expectProblem(answerDraw(source, seed, null), 400, 'wrong-seed');
    },
  );

  test('an unknown question is not found', async () => {
    await expectProblem(answerDraw(source, '1', '__proto__'), 404, 'no-such-question');
  });
});

describe('scoring over HTTP', () => {
  test('the key of a seed scores right, and no cache keeps the answer', async () => {
    if (first === undefined) throw new Error('no question');
    const { key } = drawQuestion(first, 3, {});
    const response = await answerScore(source, { seed: 3, question: id, answer: key });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(answerResponse.parse(await response.json()).right).toBe(true);
  });

  test('an answer of another form is refused, and an unknown question not found', async () => {
    const wrong = await answerScore(source, { seed: 3, question: id, answer: { zz: 'zz' } });
    await expectProblem(wrong, 400, 'wrong-answer-form');
    const lost = await answerScore(source, { seed: 3, question: 'nope', answer: 1 });
    await expectProblem(lost, 404, 'no-such-question');
  });
});

describe('readBody', () => {
  const send = (body: string, type = 'application/json') =>
    readBody(
      new Request('http://x/', { method: 'POST', body, headers: { 'content-type': type } }),
      answerRequest,
    );
  test.each([
    ['a form', 'a=1', 'application/x-www-form-urlencoded', 415, 'not-json'],
    ['half of it', '{"seed":1', 'application/json', 400, 'broken-json'],
    ['a wrong seed', '{"seed":0,"question":"q","answer":1}', 'application/json', 400, 'wrong-form'],
    ['no answer', '{"seed":1,"question":"q"}', 'application/json', 400, 'wrong-form'],
    [
      'a further key',
      '{"seed":1,"question":"q","answer":1,"right":true}',
      'application/json',
      400,
      'wrong-form',
    ],
    [
      'a long list',
      `{"seed":1,"question":"q","answer":${JSON.stringify(Array(40).fill('a'))}}`,
      'application/json',
      400,
      'wrong-form',
    ],
    ['deep JSON', '['.repeat(2000), 'application/json', 400, 'broken-json'],
    ['5 kB', JSON.stringify('x'.repeat(5000)), 'application/json', 413, 'too-large'],
  ])('answers %s', async (_, body, type, status, code) => {
    const read = await send(body, type);
    if (read.ok) throw new Error('accepted');
    await expectProblem(read.response, status, code);
  });

  test('takes what fits', async () => {
    const read = await send('{"seed":1,"question":"q","answer":["a","b"]}');
    expect(read).toEqual({ ok: true, value: { seed: 1, question: 'q', answer: ['a', 'b'] } });
  });
});
