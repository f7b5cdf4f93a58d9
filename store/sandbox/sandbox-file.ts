/** A world as a file: the YAML that lessons are made of, or the same as JSON (which is YAML, too). */
import type { Document } from 'yaml';
import { explainIssue } from '@/contract/explain-issue';
import { sharedSandbox } from '@/contract/sandbox';
import type { ScenarioSource } from '@/contract/scenario';

/** Most characters of a file that is read. */
export const largestFile = 1_000_000;

type FileProblem = {
  reason: 'too-large' | 'empty' | 'no-yaml' | 'no-scenario';
  /** What is wrong, in words, and on which line where that is known; at most five. */
  details: string[];
};
export type ReadSandboxFile =
  | { ok: true; scenario: ScenarioSource }
  | ({ ok: false } & FileProblem);

/** Reads YAML or JSON. Everything in it is checked before any of it is used; never throws. */
export async function parseSandboxFile(text: string): Promise<ReadSandboxFile> {
  if (text.length > largestFile) return { ok: false, reason: 'too-large', details: [] };
  if (text.trim() === '') return { ok: false, reason: 'empty', details: [] };
  const { LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  let doc: Document;
  let data: unknown;
  try {
    doc = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    // Aliases may multiply: a small file could become a huge value.
    data = doc.errors.length > 0 ? null : doc.toJS({ maxAliasCount: 50 });
  } catch (error) {
    return { ok: false, reason: 'no-yaml', details: [String((error as Error).message)] };
  }
  if (doc.errors.length > 0) {
    const details = doc.errors
      .slice(0, 5)
      .map(({ pos, message }) => `Line ${lines.linePos(pos[0]).line}: ${message}`);
    return { ok: false, reason: 'no-yaml', details };
  }
  const read = sharedSandbox.safeParse({ scenario: data, session: null });
  if (read.success) return { ok: true, scenario: read.data.scenario };
  const root = { scenario: data };
  const details = read.error.issues.slice(0, 5).map((issue) => {
    const { path, message } = explainIssue(issue, root);
    const where = path.slice(1).map(String).join(' → ');
    return where === '' ? message : `${where}: ${message}`;
  });
  return { ok: false, reason: 'no-scenario', details };
}

/** The scenario as authors write it: without what is left out by default. */
export async function formatSandboxFile(
  source: ScenarioSource,
  as: 'yaml' | 'json',
): Promise<string> {
  const lean = leanScenario(source);
  if (as === 'json') return `${JSON.stringify(lean, null, 2)}\n`;
  const { stringify } = await import('yaml');
  return stringify(lean, { lineWidth: 100 });
}

/** Defaults of contract/scenario.ts that need not be written. */
function leanScenario(source: ScenarioSource): object {
  const filled = ([, value]: [string, unknown]) =>
    !(Array.isArray(value) && value.length === 0) &&
    !(typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  const hosts = Object.entries(source.hosts).map(([name, spec]) => {
    const { interfaces, ...rest } = spec;
    const said = Object.entries(rest).filter(
      (field) =>
        filled(field) && field[1] !== false && !(field[0] === 'terminals' && field[1] === 1),
    );
    const { kind, ...others } = Object.fromEntries(said);
    return [name, { kind, interfaces, ...others }];
  });
  const said = Object.entries({ ...source, hosts: Object.fromEntries(hosts) });
  const wanted = said.filter((field) => filled(field) || field[0] === 'hosts');
  return Object.fromEntries(wanted);
}
