/** Whatever in a scenario goes by a name: whether there is such a thing, and only one. */
import type { Action } from '@/contract/action';
import type { Fact, Finding, FindingPath } from '@/contract/sandbox';
import type { ScenarioSource, SimpleCheck } from '@/contract/scenario';
import { hostsOfCheck, simpleChecks } from './simple-checks';

/** Names that lead nowhere (hosts, networks, goals, questions), doubles, broken patterns. */
export function validateNames(scenario: ScenarioSource): Finding[] {
  const findings: Finding[] = [];
  const find = (path: FindingPath, fact: Fact) => findings.push({ path, ...fact });
  const known = {
    host: Object.keys(scenario.hosts),
    network: scenario.lans,
    goal: scenario.goals.map(({ id }) => id),
    question: scenario.questions.map(({ id }) => id),
  };
  const need = (path: FindingPath, what: keyof typeof known, word: string) => {
    if (!known[what].includes(word))
      find(path, { kind: 'unknown', what, word, known: known[what] });
  };

  for (const [name, host] of Object.entries(scenario.hosts)) {
    for (const [iface, { lan }] of Object.entries(host.interfaces)) {
      need(['hosts', name, 'interfaces', iface, 'lan'], 'network', lan);
    }
    if (host.container) need(['hosts', name, 'container', 'on'], 'host', host.container.on);
  }
  for (const lan of Object.keys(scenario.links ?? {})) need(['links', lan], 'network', lan);
  for (const what of ['goal', 'question'] as const) {
    known[what].forEach((word, index) => {
      if (known[what].indexOf(word) !== index)
        find([`${what}s`, index, 'id'], { kind: 'twice', what, word });
    });
  }

  const visit = (action: Action, path: FindingPath) => {
    if ('host' in action) need([...path, 'host'], 'host', action.host);
    if ('lan' in action) need([...path, 'lan'], 'network', action.lan);
    if (action.do === 'answer') need([...path, 'id'], 'question', action.id);
  };
  scenario.steps.forEach(({ action }, i) => {
    visit(action, ['steps', i, 'action']);
  });
  for (const key of ['faults', 'solutions'] as const) {
    scenario[key].forEach(({ actions }, i) => {
      actions.forEach((action, j) => {
        visit(action, [key, i, 'actions', j]);
      });
    });
  }
  scenario.suggestions.forEach(({ host }, i) => {
    need(['suggestions', i, 'host'], 'host', host);
  });
  scenario.hints.forEach(({ goal }, i) => {
    if (goal !== undefined) need(['hints', i, 'goal'], 'goal', goal);
  });
  scenario.goals.forEach(({ check }, i) => {
    const path = ['goals', i, 'check'];
    for (const part of simpleChecks(check)) {
      if ('answered' in part) need(path, 'question', part.answered);
      else for (const host of hostsOfCheck(part)) need(path, 'host', host);
      for (const fact of brokenPatterns(part)) find(path, fact);
    }
  });
  if (scenario.goals.length > 0 && scenario.solutions.length === 0)
    find(['goals'], { kind: 'unproved' });
  return findings;
}

function brokenPatterns(check: SimpleCheck): Fact[] {
  const inner: unknown = Object.values(check)[0];
  if (typeof inner !== 'object' || inner === null) return [];
  return Object.entries(inner).flatMap(([key, pattern]): Fact[] => {
    if ((key !== 'pattern' && key !== 'matches') || typeof pattern !== 'string') return [];
    try {
      new RegExp(pattern);
      return [];
    } catch (error) {
      return [{ kind: 'pattern', key, reason: (error as Error).message }];
    }
  });
}
