import type { Option, Question } from '@/contract/quiz';
import type { Answer, Choice, QuestionInstance } from '@/contract/quiz-instance';
import { type Chance, createChance } from './chance';
import { drawVariables } from './draw-variables';
import { ExpressionError, evaluateExpression, fillText, type Scope } from './expression';

type Verdict = { why: string; code?: string | undefined };
/** What is said of one choice. */
type Judged = Verdict & { right: boolean };

/** A question drawn from a seed, with its key. The key stays in this room. */
export type DrawnQuestion = {
  instance: QuestionInstance;
  key: Answer;
  judge:
    | { type: 'choice'; many: boolean; options: Record<string, Judged> }
    | { type: 'order'; right: Verdict; wrong: Verdict }
    | { type: 'match'; pairs: Record<string, { right: Verdict; wrong: Verdict }> }
    | { type: 'number'; right: Verdict; known: (Verdict & { value: number })[]; wrong: Verdict };
};

/** Titles of lessons by slug, for the label of warm-up items. */
export type Titles = Readonly<Record<string, string>>;

/** @throws ExpressionError when the question's texts and variables do not fit together. */
export function drawQuestion(question: Question, seed: number, titles: Titles): DrawnQuestion {
  const chance = createChance(seed, question.id);
  const scope = drawVariables(question.vars, chance);
  const fill = (text: string) => fillText(text, scope);
  const { warmUp } = question;
  const common = {
    id: question.id,
    seed,
    prompt: fill(question.prompt),
    exhibits: question.exhibits.map(({ title, text }) => ({
      ...(title === undefined ? {} : { title: fill(title) }),
      text: fill(text),
    })),
    ...(warmUp === undefined ? {} : { warmUp: { slug: warmUp, title: titles[warmUp] ?? warmUp } }),
  };
  const said = ({ why, code }: Verdict): Verdict => ({ why: fill(why), code });

  switch (question.type) {
    case 'order': {
      const items = shuffleApart(question.items.map(fill), chance);
      const shown = label(items);
      const key = question.items.map((text) => idOf(shown, fill(text)));
      return {
        instance: { ...common, type: 'order', items: shown },
        key,
        judge: { type: 'order', right: said(question.right), wrong: said(question.wrong) },
      };
    }
    case 'match': {
      const pairs = chance.shuffle(question.pairs);
      const rights = [...pairs.map((pair) => pair.right), ...question.extra].map(fill);
      const left = label(pairs.map((pair) => fill(pair.left)));
      const right = label(chance.shuffle([...new Set(rights)]));
      const byLeft = pairs.map((pair, index) => [left[index]?.id ?? '', pair] as const);
      return {
        instance: { ...common, type: 'match', left, right },
        key: Object.fromEntries(byLeft.map(([id, pair]) => [id, idOf(right, fill(pair.right))])),
        judge: {
          type: 'match',
          pairs: Object.fromEntries(
            byLeft.map(([id, pair]) => [
              id,
              { right: said(pair), wrong: said(pair.wrong ?? question.wrong) },
            ]),
          ),
        },
      };
    }
    case 'number': {
      const { unit } = question;
      return {
        instance: {
          ...common,
          type: 'number',
          ...(unit === undefined ? {} : { unit: fill(unit) }),
        },
        key: toNumber(question.answer, scope),
        judge: {
          type: 'number',
          right: said(question.right),
          wrong: said(question.wrong),
          known: question.known.map((each) => ({
            ...said(each),
            value: toNumber(each.value, scope),
          })),
        },
      };
    }
    default: {
      const ordered = question.inOrder ? question.options : chance.shuffle(question.options);
      return drawChoice({ ...common, type: question.type }, ordered, fill);
    }
  }
}

type ChoiceHead = Omit<Extract<QuestionInstance, { options: Choice[] }>, 'options'>;

function drawChoice(
  head: ChoiceHead,
  ordered: readonly Option[],
  fill: (text: string) => string,
): DrawnQuestion {
  const options = label(ordered.map((option) => fill(option.text)));
  const judged = ordered.map(({ right, why, code }) => ({ right, why: fill(why), code }));
  const rightIds = options.filter((_, index) => judged[index]?.right).map(({ id }) => id);
  const many = head.type === 'multiple';
  return {
    instance: { ...head, options },
    key: many ? rightIds : (rightIds[0] ?? ''),
    judge: {
      type: 'choice',
      many,
      options: Object.fromEntries(options.map(({ id }, index) => [id, judged[index] as Judged])),
    },
  };
}

/** Ids tell the place on the screen and nothing of the key: a, b, c ... */
function label(texts: readonly string[]): Choice[] {
  return texts.map((text, index) => ({ id: String.fromCharCode(97 + index), text }));
}

function idOf(choices: readonly Choice[], text: string): string {
  return choices.find((choice) => choice.text === text)?.id ?? '';
}

/** Shuffles until the order differs from the right one, which would answer itself. */
function shuffleApart(list: readonly string[], chance: Chance): string[] {
  const shuffled = chance.shuffle(list);
  if (shuffled.some((item, index) => item !== list[index])) return shuffled;
  return [...shuffled.slice(1), ...shuffled.slice(0, 1)];
}

function toNumber(expression: string | number, scope: Scope): number {
  const value = typeof expression === 'number' ? expression : evaluateExpression(expression, scope);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new ExpressionError(`"${expression}" gives ${value}, which is no whole number`);
}
