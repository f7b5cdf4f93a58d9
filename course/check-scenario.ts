import type { Action } from '@/contract/action';
import type { Check, ScenarioSource, SimpleCheck } from '@/contract/scenario';
import { formatKnown, type Mistake } from './content-mistake';
import type { YamlFile } from './read-yaml';

type Path = readonly PropertyKey[];
type At = (path: Path, known: readonly string[], word: string, what: string) => void;

/** Names that lead nowhere: hosts, networks, goals, questions. */
export function checkScenario({ value, mistakeAt }: YamlFile<ScenarioSource>): Mistake[] {
  const mistakes: Mistake[] = [];
  const at: At = (path, known, word, what) => {
    if (known.includes(word)) return;
    mistakes.push(mistakeAt(path, `"${word}" is no ${what}. ${formatKnown(word, known)}`));
  };
  const hosts = Object.keys(value.hosts);
  const goals = value.goals.map(({ id }) => id);
  const questions = value.questions.map(({ id }) => id);

  for (const [name, host] of Object.entries(value.hosts)) {
    for (const [iface, { lan }] of Object.entries(host.interfaces)) {
      at(['hosts', name, 'interfaces', iface, 'lan'], value.lans, lan, 'network of this scenario');
    }
  }
  checkTwice(goals, 'goals', 'goal', mistakes, mistakeAt);
  checkTwice(questions, 'questions', 'question', mistakes, mistakeAt);

  const visit = (action: Action, path: Path) => {
    if ('host' in action) at([...path, 'host'], hosts, action.host, 'host');
    if (action.do === 'answer') at([...path, 'id'], questions, action.id, 'question');
  };
  value.steps.forEach(({ action }, i) => {
    visit(action, ['steps', i, 'action']);
  });
  value.faults.forEach(({ actions }, i) => {
    actions.forEach((action, j) => {
      visit(action, ['faults', i, 'actions', j]);
    });
  });
  value.solutions.forEach(({ actions }, i) => {
    actions.forEach((action, j) => {
      visit(action, ['solutions', i, 'actions', j]);
    });
  });
  value.suggestions.forEach(({ host }, i) => {
    at(['suggestions', i, 'host'], hosts, host, 'host');
  });
  value.hints.forEach(({ goal }, i) => {
    if (goal !== undefined) at(['hints', i, 'goal'], goals, goal, 'goal');
  });
  value.goals.forEach(({ check }, i) => {
    for (const part of simpleChecks(check)) {
      const path = ['goals', i, 'check'];
      if ('answered' in part) at(path, questions, part.answered, 'question');
      else for (const host of hostsOf(part)) at(path, hosts, host, 'host');
      for (const problem of brokenPatterns(part)) mistakes.push(mistakeAt(path, problem));
    }
  });
  if (value.goals.length > 0 && value.solutions.length === 0) {
    const message =
      'there are goals but no solution: add one under solutions, to prove that they can be reached.';
    mistakes.push(mistakeAt(['goals'], message));
  }
  return mistakes;
}

function checkTwice(
  ids: readonly string[],
  key: string,
  what: string,
  mistakes: Mistake[],
  mistakeAt: YamlFile<unknown>['mistakeAt'],
): void {
  ids.forEach((id, index) => {
    if (ids.indexOf(id) === index) return;
    mistakes.push(
      mistakeAt([key, index, 'id'], `the ${what} "${id}" stands twice: give each its own id.`),
    );
  });
}

function simpleChecks(check: Check): SimpleCheck[] {
  if ('not' in check) return [check.not];
  if ('all' in check) return check.all;
  if ('any' in check) return check.any;
  return [check];
}

/** `probe` and `http` name the host they start from; the target may be any address or name. */
function hostsOf(check: Exclude<SimpleCheck, { answered: string }>): string[] {
  const inner: { host?: string | undefined; from?: string | undefined } = Object.values(check)[0];
  return [inner.host, inner.from].filter((name) => name !== undefined);
}

function brokenPatterns(check: SimpleCheck): string[] {
  const inner: unknown = Object.values(check)[0];
  if (typeof inner !== 'object' || inner === null) return [];
  return Object.entries(inner).flatMap(([key, pattern]) => {
    if ((key !== 'pattern' && key !== 'matches') || typeof pattern !== 'string') return [];
    try {
      new RegExp(pattern);
      return [];
    } catch (error) {
      return [`\`${key}\` is no regular expression: ${(error as Error).message}.`];
    }
  });
}
