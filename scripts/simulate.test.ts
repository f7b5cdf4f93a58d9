import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import type { OracleCase, OracleOutcome } from '@/contract/oracle';
import { compareOutcomes } from '@/simulation/scenario/compare-outcomes';
import { parseCase } from './simulate/parse-case';

// Each test of the command starts a Node of its own.
vi.setConfig({ testTimeout: 60_000 });

const root = fileURLToPath(new URL('..', import.meta.url));
const oracle = (path: string) => `simulation/scenario/fixtures/oracle/${path}.json`;
const read = (path: string) => JSON.parse(readFileSync(root + oracle(path), 'utf8'));

function simulate(words: string[], input = '') {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['scripts/run-typescript.mjs', 'simulate', ...words],
    { cwd: root, input, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

describe('npm run simulate', () => {
  it('prints one line of JSON a scenario, equal to what the kernel did', () => {
    const names = ['accept-order', 'router-no-such-host'];
    const { status, stdout } = simulate(names.map((name) => oracle(`scenarios/${name}`)));
    const lines = stdout.trimEnd().split('\n');
    expect(status).toBe(0);
    expect(lines).toHaveLength(2);
    names.forEach((name, at) => {
      const outcome = JSON.parse(lines[at] ?? '') as OracleOutcome;
      expect(outcome.id).toBe(name);
      expect(compareOutcomes(read(`expected/${name}`), outcome, 'all')).toEqual([]);
    });
  });

  it('draws packets and tables with --table', () => {
    const { stdout } = simulate(['--table', oracle('scenarios/router-no-such-host')]);
    expect(stdout).toContain('connect sock=k addr=10.0.2.77 port=80  ->  blocked');
    expect(stdout).toMatch(/R ---> A {2}icmp 10\.0\.1\.254 > 10\.0\.1\.1 {2}host-unreachable/);
    expect(stdout).toMatch(/A {2}tcp {4}SYN-SENT {2}0 {7}1/);
  });

  it('names what it does not model and goes on', () => {
    const { steps, ...rest } = read('scenarios/bind-twice') as OracleCase;
    const proc = steps[0]?.proc;
    const strange = { ...rest, id: 'strange', steps: [{ proc, op: 'splice', sock: 'l' }] };
    expect(simulate(['-'], JSON.stringify(strange))).toEqual({
      status: 0,
      stdout: '{"id":"strange","unsupported":"splice"}\n',
      stderr: '',
    });
  });

  it('says where bad input is wrong, and ends with 2', () => {
    const bad = { ...read('scenarios/bind-twice'), steps: [{ proc: 'nobody', op: 'listen' }] };
    const { status, stdout, stderr } = simulate(['-'], JSON.stringify(bad));
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('-: /steps/0: "listen" needs sock.');
    expect(stderr).toContain('-: /steps/0: "listen" needs backlog.');
    expect(stderr).toMatch(/-: \/steps\/0\/proc: There is no process "nobody"; procs: .*p/);
  });

  it.each([
    [['no/such.json'], 'no/such.json: ENOENT'],
    [[], 'no file was named'],
    [['--fast', 'x.json'], 'there is no option --fast'],
  ])('answers %j with a sentence', (words, sentence) => {
    const { status, stderr } = simulate(words);
    expect(status).toBe(2);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('    at ');
  });

  it('takes no text that is not JSON', () => {
    expect(simulate(['-'], '{"id": ').stderr).toMatch(/^-: .*JSON/);
  });
});

describe('the door', () => {
  const good = read('scenarios/bind-twice') as OracleCase;

  it('points at what is missing or of the wrong kind', () => {
    const parsed = parseCase({ ...good, lans: 'lan', hosts: { A: { interfaces: { eth0: {} } } } });
    expect(parsed.ok || 'unsupported' in parsed ? [] : parsed.mistakes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ pointer: '/lans' }),
        expect.objectContaining({ pointer: '/hosts/A/interfaces/eth0/lan' }),
      ]),
    );
  });

  it('takes a key it does not know for something it does not model', () => {
    const [first] = good.steps;
    const parsed = parseCase({ ...good, steps: [{ ...first, ttl: 3 }] });
    expect(parsed).toEqual({ ok: false, id: good.id, unsupported: 'ttl' });
  });

  it.each([null, 3, 'text', [], {}])('refuses %j', (input) => {
    expect(parseCase(input)).toMatchObject({ ok: false, mistakes: expect.any(Array) });
  });
});
