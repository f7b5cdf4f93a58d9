/**
 * One scenario's two outcomes side by side, step by step: what the simulation said, what the real
 * kernel said, and whether the difference was to be expected. Pure.
 */
import type {
  OracleCase,
  OracleOutcome,
  OracleOutcomeStep,
  OracleSocket,
  OracleStep,
} from '@/contract/oracle';
import { formatRow, learnTables, PortNames } from '@/simulation/scenario/compare-outcomes';

/** Differences that are no fault of either side, by what they hang on. */
type Expected = 'ephemeral-port' | 'elapsed' | 'buffer' | 'udp-memory';

export type Difference = {
  paper: string;
  real: string;
} & (
  | { kind: 'expected'; why: Expected }
  | { kind: 'unexpected'; what: 'result' | 'value' | 'sockets' }
);

/** A row of one side's table; `alone`: the other side has none like it. */
export type TwinRow = OracleSocket & { alone: boolean };

export type AlignedStep = {
  index: number;
  step: OracleStep;
  paper: OracleOutcomeStep;
  /** Null before the real run, and where it was cut short. */
  real: OracleOutcomeStep | null;
  tables: { host: string; paper: TwinRow[]; real: TwinRow[] | null }[];
  differences: Difference[];
};

const portOf = (end: string) => end.slice(end.lastIndexOf(':') + 1);

/** LISTEN rows first, then by local end: the order in which people read `ss`. */
const inOrder = (rows: TwinRow[]) =>
  [...rows].sort(
    (a, b) =>
      Number(b.state === 'LISTEN') - Number(a.state === 'LISTEN') || a.local.localeCompare(b.local),
  );

function compareValues(
  paper: OracleOutcomeStep,
  real: OracleOutcomeStep,
  names: PortNames,
): Difference[] {
  const found: Difference[] = [];
  const [mine, theirs] = [paper.value ?? {}, real.value ?? {}];
  for (const key of ['local', 'peer', 'from'] as const) {
    const [a, b] = [mine[key], theirs[key]];
    if (a === undefined && b === undefined) continue;
    if (a !== undefined && b !== undefined) {
      if (names.learn(a, b)) {
        found.push({ kind: 'expected', why: 'ephemeral-port', paper: portOf(a), real: portOf(b) });
      }
      if (names.say(b) === a) continue;
    }
    found.push({ kind: 'unexpected', what: 'value', paper: a ?? '–', real: b ?? '–' });
  }
  for (const key of ['n', 'data', 'value', 'events'] as const) {
    const [a, b] = [mine[key], theirs[key]].map((each) => JSON.stringify(each ?? '–'));
    if (a === undefined || b === undefined || a === b) continue;
    const some = key === 'n' && (mine.n === 'part' || theirs.n === 'part');
    found.push(
      some
        ? { kind: 'expected', why: 'buffer', paper: a, real: b }
        : { kind: 'unexpected', what: 'value', paper: a, real: b },
    );
  }
  const [since, took] = [paper.took_s, real.took_s];
  if (since !== undefined && took !== undefined && since !== took) {
    found.push({ kind: 'expected', why: 'elapsed', paper: `${since} s`, real: `${took} s` });
  }
  return found;
}

function compareTables(
  paper: readonly OracleSocket[],
  real: readonly OracleSocket[],
  names: PortNames,
) {
  const differences: Difference[] = learnTables(paper, real, names).map(([a, b]) => ({
    kind: 'expected',
    why: 'ephemeral-port',
    paper: portOf(a),
    real: portOf(b),
  }));
  const mine = paper.map((row) => formatRow(row, String));
  const theirs = real.map((row) => formatRow(row, (end) => names.say(end)));
  const alone = (text: string, others: readonly string[], all: readonly string[]) =>
    all.filter((each) => each === text).length !== others.filter((each) => each === text).length;
  const rows = {
    paper: paper.map((row, at) => ({ ...row, alone: alone(mine[at] ?? '', theirs, mine) })),
    real: real.map((row, at) => ({ ...row, alone: alone(theirs[at] ?? '', mine, theirs) })),
  };
  const only = (side: TwinRow[]) =>
    inOrder(side.filter((row) => row.alone))
      .map(
        ({ state, local, peer, recv_q, send_q }) => `${state} ${local} ${peer} ${recv_q}/${send_q}`,
      )
      .join('; ') || '–';
  if ([...rows.paper, ...rows.real].some((row) => row.alone)) {
    const [a, b] = [only(rows.paper), only(rows.real)];
    differences.push({ kind: 'unexpected', what: 'sockets', paper: a, real: b });
  }
  for (const row of paper) {
    if (row.proto !== 'udp') continue;
    const same = real.find((each) => each.proto === 'udp' && names.say(each.local) === row.local);
    if (!same || same.recv_q === row.recv_q) continue;
    const [a, b] = [String(row.recv_q), String(same.recv_q)];
    differences.push({ kind: 'expected', why: 'udp-memory', paper: a, real: b });
  }
  return { differences, rows };
}

/** `real` is null before the kernel was asked. */
export function alignTwins(
  scenario: OracleCase,
  paper: OracleOutcome,
  real: OracleOutcome | null,
): AlignedStep[] {
  const names = new PortNames();
  return scenario.steps.map((step, index) => {
    const mine = paper.steps[index] ?? { step: index, result: 'EINVAL' };
    const theirs = real?.steps[index] ?? null;
    const differences: Difference[] = [];
    if (theirs) {
      if (mine.result !== theirs.result) {
        const [a, b] = [mine.result, theirs.result];
        differences.push({ kind: 'unexpected', what: 'result', paper: a, real: b });
      } else differences.push(...compareValues(mine, theirs, names));
    }
    const tables = Object.keys(scenario.hosts).map((host) => {
      const rows = mine.sockets?.[host] ?? [];
      const others = theirs?.sockets?.[host];
      if (!others) {
        return { host, paper: inOrder(rows.map((row) => ({ ...row, alone: false }))), real: null };
      }
      const compared = compareTables(rows, others, names);
      differences.push(...compared.differences);
      return { host, paper: inOrder(compared.rows.paper), real: inOrder(compared.rows.real) };
    });
    return { index, step, paper: mine, real: theirs, tables, differences };
  });
}
