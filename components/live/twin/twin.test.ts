import { describe, expect, it } from 'vitest';
import { isTwin, twins } from '@/content/messages/twin-scenarios';
import type { OracleOutcome } from '@/contract/oracle';
import { runOracleCase } from '@/simulation/scenario/oracle';
import { alignTwins } from './align-twins';
import { explainDifference, markOf } from './step-view';
import { formatCall, formatOutcome } from './step-words';

const { scenario } = twins['close-first'];
const paper = runOracleCase(scenario) as OracleOutcome;
/** The caller's port as the simulation draws it. */
const drawn = paper.steps[4]?.value?.local?.split(':')[1] ?? '';
const renamed = JSON.parse(
  JSON.stringify(paper).replaceAll(`:${drawn}"`, ':51734"'),
) as OracleOutcome;

const spoilt = (change: (steps: OracleOutcome['steps']) => void) => {
  const copy = structuredClone(renamed);
  change(copy.steps);
  return alignTwins(scenario, paper, copy);
};

describe('both sides of a scenario', () => {
  it('are the same with themselves, and have no marks before the real run', () => {
    for (const real of [paper, null]) {
      const steps = alignTwins(scenario, paper, real);
      expect(steps.flatMap(({ differences }) => differences)).toEqual([]);
    }
  });

  it('another ephemeral port is said once, with both numbers, and holds from then on', () => {
    const steps = alignTwins(scenario, paper, renamed);
    const found = steps.flatMap(({ differences }) => differences);
    expect(found).toEqual([
      { kind: 'expected', why: 'ephemeral-port', paper: drawn, real: '51734' },
    ]);
    expect(steps.map(markOf).filter((mark) => mark !== 'same')).toEqual(['expected']);
    expect(found.map(explainDifference)[0]).toContain('the real kernel picked 51734');
  });

  it('another result, another value and a row too few are marked', () => {
    const marks = (change: (steps: OracleOutcome['steps']) => void) =>
      spoilt(change)
        .map(markOf)
        .filter((mark) => mark === 'unexpected').length;
    expect(marks(() => {})).toBe(0);
    expect(marks((steps) => Object.assign(steps[1] ?? {}, { result: 'EADDRINUSE' }))).toBe(1);
    expect(marks((steps) => Object.assign(steps[7]?.value ?? {}, { n: 3 }))).toBe(1);
    expect(marks((steps) => steps[8]?.sockets?.laptop?.pop())).toBe(1);
    const rows = spoilt((steps) => steps[8]?.sockets?.laptop?.pop())[8]?.tables[0];
    expect(rows?.paper.filter(({ alone }) => alone)).toHaveLength(1);
  });

  it('seconds and UDP’s memory are expected to differ', () => {
    const late = spoilt((steps) => Object.assign(steps[5] ?? {}, { took_s: 2 }));
    expect(late[5]?.differences).toEqual([]);
    const one = structuredClone(paper);
    const other = structuredClone(renamed);
    Object.assign(one.steps[5] ?? {}, { took_s: 1 });
    Object.assign(other.steps[5] ?? {}, { took_s: 2 });
    const row = {
      proto: 'udp',
      state: 'UNCONN',
      send_q: 0,
      local: '0.0.0.0:53',
      peer: '0.0.0.0:*',
    };
    one.steps[6]?.sockets?.phone?.push({ ...row, recv_q: 3 });
    other.steps[6]?.sockets?.phone?.push({ ...row, recv_q: 704 });
    const steps = alignTwins(scenario, one, other);
    expect(steps[5]?.differences).toMatchObject([{ why: 'elapsed', paper: '1 s', real: '2 s' }]);
    expect(steps[6]?.differences).toMatchObject([{ why: 'udp-memory', paper: '3', real: '704' }]);
  });
});

describe('the prepared scenarios', () => {
  it('are within what the simulation models, and every note stands at a step', () => {
    for (const id of Object.keys(twins).filter(isTwin)) {
      const { scenario, notes } = twins[id];
      expect(runOracleCase(scenario)).not.toHaveProperty('unsupported');
      for (const at of Object.keys(notes)) expect(scenario.steps[Number(at)]).toBeDefined();
    }
  });

  it('read as calls and answers', () => {
    expect(scenario.steps.slice(4, 8).map(formatCall)).toEqual([
      'connect(c, 192.168.1.20:8000)',
      'x = accept(l)',
      'close(x)',
      'recv(c)',
    ]);
    expect(paper.steps.slice(6, 8).map(formatOutcome)).toEqual(['ok', 'ok · 0 bytes']);
  });
});
