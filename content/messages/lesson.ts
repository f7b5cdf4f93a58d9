/** Words of the lesson page, its quiz and the learner's record. */

const plural = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;

export const lessonPageWords = {
  objectives: 'After this lesson you can',
  after: 'Recommended before it:',
  eyebrow: (part: string, number: number, minutes: number) =>
    `${part} · lesson ${number} · ${minutes} min`,
  coming: 'coming',
  states: { new: 'not opened yet', started: 'started', done: 'done' },
  previous: 'Previous lesson',
  next: 'Next lesson',
  course: 'Course',
  toMap: 'All lessons',
  pager: 'Neighbouring lessons',
  recap: 'In three lines',
  cheatCard: 'Cheat-card',
  pitfall: 'A common belief',
  pitfallPlay: 'Play this belief until it breaks',
  deepDive: 'Deeper',
  wordTaught: 'Taught in',
  predictionTitle: 'Before you try it',
  predictionFree: 'There is no score for this, so guess honestly.',
  predictionKept: 'Kept. You will see it beside what happens.',
  outcome: 'What happened',
  outcomeAsExpected: (choice: string) => `You said “${choice}”, and so it was.`,
  outcomeOtherwise: (choice: string, truth: string) => `You said “${choice}”. It was: ${truth}.`,
  outcomeUntold: (truth: string) => `It was: ${truth}.`,
} as const;

export const statusWords = {
  title: 'Where you stand',
  goals: (met: number, of: number) => `${met} of ${plural(of, 'goal', 'goals')} reached`,
  quiz: (right: number, of: number) => `${right} of ${plural(of, 'question', 'questions')} right`,
  done: 'This lesson is done.',
  left: 'Done means: every goal of the benches, and 80 % of the quiz.',
  reset: 'Start this lesson again',
  resetAsk: 'Forget your goals, answers and predictions of this lesson?',
  resetYes: 'Forget them',
  resetDone: 'This lesson starts again: nothing of it is kept.',
} as const;

export const quizWords = {
  title: 'Quiz',
  intro:
    'Your first answer to each set of numbers counts. Wrong ones are explained, then try again with new numbers.',
  noScript: 'The questions can be read here. Answering them needs JavaScript.',
  types: {
    single: 'Choose one',
    multiple: 'Choose all that fit',
    order: 'Put in order',
    match: 'Match',
    number: 'Write a number',
    predict: 'What will be printed?',
    fault: 'Find the fault',
  },
  question: (number: number, of: number) => `Question ${number} of ${of}`,
  warmUp: (title: string) => `Warm-up from “${title}”`,
  check: 'Check',
  checking: 'Checking …',
  fetching: 'Fetching your numbers …',
  nothingChosen: 'Choose or write an answer first.',
  notWhole: 'Write a whole number, in digits.',
  matchAll: 'Give every line its partner first.',
  right: 'Right.',
  wrong: 'Not right.',
  gaveUp: 'This is the answer.',
  belief: (text: string) => `The belief behind it: ${text}.`,
  counted:
    'Counted already. You may look at the other explanations, or try again with new numbers.',
  retry: 'Try again with new numbers',
  again: 'Once more with new numbers',
  show: 'Show the answer',
  solution: 'Right answer',
  choosePartner: 'Choose …',
  up: (text: string) => `Move up: ${text}`,
  down: (text: string) => `Move down: ${text}`,
  moved: (text: string, place: number, of: number) => `${text}: now ${place} of ${of}`,
  loadFailed: 'The quiz could not be loaded. Your answers are kept.',
  checkFailed: 'The site did not reply, so your answer is not scored yet. It is kept.',
  drawFailed: 'New numbers could not be fetched. Your answers are kept.',
  tryAgain: 'Try again',
  firstNumbers: 'Back to the first numbers',
  score: (right: number, of: number, needed: number) =>
    right >= needed
      ? `${right} of ${of} right: passed.`
      : `${right} of ${of} right; ${needed} are needed.`,
  passed: 'Quiz passed.',
} as const;

export const progressWords = {
  title: 'Your record',
  where: 'It is kept in this browser only. The site keeps nothing about you.',
  export: 'Save to a file',
  exportName: (day: string) => `portside-progress-${day}.json`,
  exported: 'Saved. Open the file here, in any browser, to go on there.',
  import: 'Open a file',
  importFound: (lessons: number, predictions: number) =>
    `The file holds ${plural(lessons, 'lesson', 'lessons')} and ${plural(predictions, 'prediction', 'predictions')}.`,
  merge: 'Add to my record',
  mergeTip: 'Of each question the newer answer stays. Nothing is lost.',
  replace: 'Replace my record',
  replaceTip: 'What is kept here now is gone.',
  cancel: 'Cancel',
  imported: 'Your record now holds what the file held.',
  notJson:
    'This file is no saved record. Choose one that was saved here (portside-progress-….json).',
  notProgress: 'This file is damaged or from a newer version of Portside. Nothing was changed.',
  tooLarge: 'This file is too large to be a saved record. Nothing was changed.',
  unreadable: 'The browser could not read this file. Nothing was changed.',
  reset: 'Forget everything',
  resetAsk:
    'Forget every lesson, answer and prediction kept in this browser? A saved file brings them back.',
  resetYes: 'Forget everything',
  resetDone: 'Everything is forgotten.',
  resetLesson: (title: string) => `Forget “${title}”`,
  lessonForgotten: (title: string) => `“${title}” is forgotten.`,
  empty: 'Nothing is kept yet.',
  aside: 'A record that could not be read is still kept beside yours.',
  asideName: 'portside-unreadable-record.json',
  asideSave: 'Save the unreadable record',
  asideDrop: 'Delete it',
  notices: {
    'set-aside':
      'Your stored record could not be read. It was set aside, not deleted, and you start with an empty one. Save or delete the old one on the course page.',
    full: 'The browser’s storage for this site is full, so your latest work is not kept. Save your record to a file on the course page, then reload.',
    unavailable:
      'The browser does not let this site keep anything, so your work lasts only as long as this tab. A private window or a privacy setting may be the reason.',
  },
  dismiss: 'Understood',
} as const;
