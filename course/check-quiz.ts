import type { Question, Quiz } from '@/contract/quiz';
import { createChance } from './chance';
import { formatKnown, type Mistake } from './content-mistake';
import { type DrawnQuestion, drawQuestion } from './draw-question';
import { drawVariables } from './draw-variables';
import { ExpressionError, fillText, type Scope } from './expression';
import type { YamlFile } from './read-yaml';

type Path = readonly PropertyKey[];
/** Seeds tried on every question when it is loaded; the tests try many more. */
const trials = Array.from({ length: 24 }, (_, index) => index * 7919 + 1);

/** What the schema cannot say: keys that fit their type, texts that fit their variables. */
export function checkQuiz(
  { value, mistakeAt }: YamlFile<Quiz>,
  slugs: readonly string[],
): Mistake[] {
  const ids = value.questions.map(({ id }) => id);
  return value.questions.flatMap((question, index) => {
    const at = (path: Path, message: string) => mistakeAt(['questions', index, ...path], message);
    if (ids.indexOf(question.id) !== index) {
      return [at(['id'], `the question id "${question.id}" stands twice: give each its own.`)];
    }
    if (question.warmUp !== undefined && !slugs.includes(question.warmUp)) {
      const message = `"${question.warmUp}" is no lesson. ${formatKnown(question.warmUp, slugs)}`;
      return [at(['warmUp'], message)];
    }
    const structure = checkStructure(question, at);
    return structure.length > 0 ? structure : checkDraws(question, at);
  });
}

type At = (path: Path, message: string) => Mistake;

function checkStructure(question: Question, at: At): Mistake[] {
  if (!('options' in question)) return [];
  const right = question.options.filter((option) => option.right).length;
  if (question.type === 'multiple') {
    if (right === 0)
      return [at(['options'], 'no option is right: mark one or more with right: true.')];
    if (right < question.options.length) return checkCodes(question.options, at);
    return [at(['options'], 'every option is right: add a wrong one.')];
  }
  if (right !== 1) {
    return [
      at(
        ['options'],
        `${right} options are right, but type ${question.type} needs exactly one with right: true.`,
      ),
    ];
  }
  return checkCodes(question.options, at);
}

function checkCodes(options: Extract<Question, { type: 'single' }>['options'], at: At): Mistake[] {
  return options.flatMap((option, index) =>
    option.right && option.code !== undefined
      ? [
          at(
            ['options', index, 'code'],
            'a right option betrays no wrong belief: take the code away.',
          ),
        ]
      : [],
  );
}

function checkDraws(question: Question, at: At): Mistake[] {
  for (const seed of trials) {
    try {
      const problem = findClash(drawQuestion(question, seed, {}));
      if (problem) return [at(problem.path, `with seed ${seed}, ${problem.message}`)];
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return [at(locate(question, seed), `${error.message}.`)];
    }
  }
  return [];
}

/** Leads to the text that cannot be filled, or to the variables. */
function locate(question: Question, seed: number): Path {
  const { vars, ...texts } = question;
  let scope: Scope;
  try {
    scope = drawVariables(vars, createChance(seed, question.id));
  } catch {
    return ['vars'];
  }
  const search = (value: unknown, path: Path): Path | null => {
    if (typeof value === 'string') {
      try {
        fillText(value, scope);
        return null;
      } catch {
        return path;
      }
    }
    if (typeof value !== 'object' || value === null) return null;
    for (const [key, inner] of Object.entries(value)) {
      const found = search(inner, [...path, key]);
      if (found) return found;
    }
    return null;
  };
  return search(texts, []) ?? ('answer' in question ? ['answer'] : []);
}

/** Two choices that read the same, or a known mistake that is the right number. */
function findClash({
  instance,
  judge,
  key,
}: DrawnQuestion): { path: Path; message: string } | null {
  if (judge.type === 'number') {
    const index = judge.known.findIndex(({ value }) => value === key);
    if (index < 0) return null;
    const message = `this "known" wrong number is the right one, ${key}: keep them apart with vars.`;
    return { path: ['known', index], message };
  }
  const lists = [
    ['options', 'options' in instance ? instance.options : []],
    ['items', 'items' in instance ? instance.items : []],
    ['pairs', 'left' in instance ? instance.left : []],
  ] as const;
  for (const [path, choices] of lists) {
    const texts = choices.map(({ text }) => text.trim());
    const twice = texts.find((text, index) => texts.indexOf(text) !== index);
    if (twice !== undefined) {
      return {
        path: [path],
        message: `two choices read the same, "${twice}": make them differ (vars have "not").`,
      };
    }
  }
  return null;
}
