import type { Answer, AnswerResponse, Feedback } from '@/contract/quiz-instance';
import type { DrawnQuestion } from './draw-question';

/** Belief by misconception code. */
export type Beliefs = Readonly<Record<string, { belief: string }>>;
export type Scored = { ok: true; response: AnswerResponse } | { ok: false; reason: string };

type Verdict = { why: string; code?: string | undefined };

/**
 * Scores an answer to a drawn question; null gives up. The right answer is told only when it
 * was given, or after giving up. An answer of the wrong form is `ok: false`, not a wrong answer.
 */
export function scoreAnswer(
  { instance, judge, key }: DrawnQuestion,
  answer: Answer | null,
  beliefs: Beliefs,
): Scored {
  const say = (about: string | null, right: boolean, { why, code }: Verdict): Feedback => {
    const text = code === undefined || right ? undefined : beliefs[code]?.belief;
    const belief = text === undefined || code === undefined ? {} : { belief: { code, text } };
    return { about, right, why, ...belief };
  };
  const given = answer === null ? key : answer;
  const reply = (right: boolean, feedback: Feedback[]): Scored => ({
    ok: true,
    response: {
      right: right && answer !== null,
      feedback,
      ...(right ? { solution: key } : {}),
    },
  });
  const malformed = (reason: string): Scored => ({ ok: false, reason });

  if (judge.type === 'number') {
    if (typeof given !== 'number' || !Number.isFinite(given)) return malformed('Send one number.');
    if (given === key) return reply(true, [say(null, true, judge.right)]);
    const known = judge.known.find(({ value }) => value === given) ?? judge.wrong;
    return reply(false, [say(null, false, known)]);
  }

  if (judge.type === 'choice') {
    const ids = judge.many ? given : [given];
    if (!isListOf(ids, judge.options)) {
      return malformed(judge.many ? 'Choose one or more of the options.' : 'Choose one option.');
    }
    const feedback = ids.map((id) => {
      const judged = judge.options[id];
      return say(id, judged?.right ?? false, judged ?? { why: '' });
    });
    const wanted = Object.values(judge.options).filter(({ right }) => right).length;
    const allFit = feedback.every(({ right }) => right);
    if (allFit && ids.length < wanted) {
      const why = 'What you chose belongs, but something that belongs is missing.';
      return reply(false, [...feedback, say(null, false, { why })]);
    }
    return reply(allFit && ids.length === wanted, feedback);
  }

  if (judge.type === 'order' && instance.type === 'order') {
    const all = Object.fromEntries(instance.items.map(({ id }) => [id, true]));
    if (!isListOf(given, all) || given.length !== instance.items.length) {
      return malformed('Send every item once.');
    }
    const firstWrong = given.findIndex((id, index) => id !== (key as string[])[index]);
    if (firstWrong < 0) return reply(true, [say(null, true, judge.right)]);
    const hint =
      firstWrong === 0
        ? 'The first one already stands wrong.'
        : `The first ${firstWrong === 1 ? 'one stands' : `${firstWrong} stand`} right.`;
    const { why, code } = judge.wrong;
    return reply(false, [say(null, false, { why: `${hint} ${why}`, code })]);
  }

  if (judge.type === 'match' && instance.type === 'match') {
    const rights = new Set(instance.right.map(({ id }) => id));
    const lefts = Object.keys(judge.pairs);
    if (typeof given !== 'object' || Array.isArray(given) || !hasAll(given, lefts, rights)) {
      return malformed('Give every left-hand side one right-hand side.');
    }
    const feedback = Object.entries(judge.pairs).map(([left, pair]) => {
      const fits = given[left] === (key as Record<string, string>)[left];
      return say(left, fits, fits ? pair.right : pair.wrong);
    });
    return reply(
      feedback.every(({ right }) => right),
      feedback,
    );
  }
  return malformed('The question and the answer are of different types.');
}

function isListOf(ids: unknown, known: Readonly<Record<string, unknown>>): ids is string[] {
  return (
    Array.isArray(ids) &&
    ids.length > 0 &&
    new Set(ids).size === ids.length &&
    ids.every((id) => typeof id === 'string' && Object.hasOwn(known, id))
  );
}

function hasAll(
  given: Readonly<Record<string, string>>,
  lefts: readonly string[],
  rights: ReadonlySet<string>,
): boolean {
  return (
    Object.keys(given).length === lefts.length &&
    lefts.every((left) => Object.hasOwn(given, left) && rights.has(given[left] ?? ''))
  );
}
