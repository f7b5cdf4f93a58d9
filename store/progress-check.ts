import type { Progress } from '@/contract/progress';

/**
 * Whether stored data is a Progress. The same law as the schema in contract/progress.ts, by
 * hand: this is loaded with every lesson page, and a schema library would weigh more than all
 * the rest of it. progress-check.test.ts holds the two together.
 */
export function isProgress(data: unknown): data is Progress {
  return (
    isRecord(data) &&
    data.version === 1 &&
    isMap(data.lessons, isLesson) &&
    isMap(data.predictions, (each) => isText(each.choice, 500) && isTime(each.at))
  );
}

type Raw = Record<string, unknown>;

function isLesson(each: Raw): boolean {
  return (
    isTime(each.visitedAt) &&
    isMap(each.goals, (goal) => isList(goal.met, 64, isKey) && typeof goal.reached === 'boolean') &&
    isMap(each.quiz, isQuestion)
  );
}

function isQuestion(each: Raw): boolean {
  return (
    isWhole(each.seed, 2_147_483_647) &&
    isAnswer(each.answer) &&
    isList(each.feedback, 32, isFeedback) &&
    isAnswer(each.solution) &&
    typeof each.closed === 'boolean' &&
    (each.scored === null || isScored(each.scored))
  );
}

function isScored(each: unknown): boolean {
  return (
    isRecord(each) &&
    typeof each.right === 'boolean' &&
    isTime(each.at) &&
    isWhole(each.tries, Number.MAX_SAFE_INTEGER)
  );
}

function isFeedback(each: unknown): boolean {
  return (
    isRecord(each) &&
    (each.about === null || typeof each.about === 'string') &&
    typeof each.right === 'boolean' &&
    typeof each.why === 'string' &&
    (each.belief === undefined ||
      (isRecord(each.belief) &&
        typeof each.belief.code === 'string' &&
        typeof each.belief.text === 'string'))
  );
}

function isAnswer(value: unknown): boolean {
  if (value === null) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return isList(value, 16, isChoiceId);
  if (isRecord(value)) {
    return Object.entries(value).every(([left, right]) => isChoiceId(left) && isChoiceId(right));
  }
  return isChoiceId(value);
}

const isRecord = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown, most: number) => typeof value === 'string' && value.length <= most;
const isKey = (value: unknown) => isText(value, 130) && value !== '';
const isChoiceId = (value: unknown) => isText(value, 8) && value !== '';
const isTime = (value: unknown) =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isWhole = (value: unknown, most: number) =>
  Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= most;
const isList = (value: unknown, most: number, fits: (each: unknown) => boolean) =>
  Array.isArray(value) && value.length <= most && value.every(fits);
const isMap = (value: unknown, fits: (each: Raw) => boolean) =>
  isRecord(value) &&
  Object.entries(value).every(([name, each]) => isKey(name) && isRecord(each) && fits(each));
