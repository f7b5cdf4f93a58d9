import type { Finding } from '@/contract/sandbox';
import type { ScenarioSource } from '@/contract/scenario';
import { validateNames } from '@/simulation/scenario/validate-names';
import { stopsWorld, validateNetwork } from '@/simulation/scenario/validate-network';
import { formatKnown, type Mistake } from './content-mistake';
import type { YamlFile } from './read-yaml';

/**
 * What an author has to mend: names that lead nowhere, doubles, goals without a proof, and what
 * no world can be made of. A network that is broken on purpose is the author's right.
 */
export function checkScenario({ value, mistakeAt }: YamlFile<ScenarioSource>): Mistake[] {
  const names = validateNames(value);
  const others = validateNetwork(value).filter(stopsWorld);
  return [...names, ...others].map((finding) => mistakeAt(finding.path, explain(finding)));
}

const things = {
  host: 'host',
  network: 'network of this scenario',
  goal: 'goal',
  question: 'question',
};

function explain(finding: Finding): string {
  switch (finding.kind) {
    case 'unknown':
      return `"${finding.word}" is no ${things[finding.what]}. ${formatKnown(finding.word, finding.known)}`;
    case 'twice':
      return `the ${finding.what} "${finding.word}" stands twice: give each its own id.`;
    case 'pattern':
      return `\`${finding.key}\` is no regular expression: ${finding.reason}.`;
    case 'unproved':
      return 'there are goals but no solution: add one under solutions, to prove that they can be reached.';
    case 'no-address':
      return `"${finding.addr}" is no address with a prefix length, such as 192.168.1.20/24.`;
    case 'time':
      return `"${finding.word}" is no time in ISO 8601, such as 2026-11-23T13:10:49Z.`;
    default:
      throw new Error(`checkScenario has no words for "${finding.kind}"`);
  }
}
