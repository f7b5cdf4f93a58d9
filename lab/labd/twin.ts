/**
 * Plays one scenario on the real kernel: two machines are made for it, its steps are done one by
 * one at the oracle's pace, and the machines are thrown away. docs/lab.md says what it can do.
 */
import { release } from 'node:os';
import type { FirewallRule } from '@/contract/action';
import type { LabHostName } from '@/contract/lab-host';
import type { OracleCase, OracleOutcomeStep, OracleStep } from '@/contract/oracle';
import type { TwinResult } from '@/contract/twin';
import type { StepAnswer } from '../agent/agent-protocol';
import type { LabLimits } from '../limits';
import type { LabBackend, RunningSandbox } from './backend';
import { LabError } from './labd-protocol';
import { formatNftRules } from './nft-rules';
import { nameRow, nameValue, planTwin, type TwinPlan } from './twin-plan';

/** The oracle's pace: when an action counts as blocked, and how long each step settles. */
const BLOCKED_AFTER_MS = 350;
const REST_MS = 220;
const SHORT_REST_MS = 10;
const DRAIN_MS = 30_000;
const AWAIT_MS = 20_000;
/** An agent must answer within its operation's time; longer waits are made of these. */
const SLICE_MS = 1_000;

const quick =
  'socket bind listen setsockopt getsockopt getsockname getpeername poll firewall_add firewall_clear'.split(
    ' ',
  );

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

type Tool = Awaited<ReturnType<RunningSandbox['takeTool']>>;
type Told = Pick<OracleOutcomeStep, 'result' | 'value' | 'took_s'>;

/** @param onSign called at each step: a learner who waits for this is not idle. */
export async function runTwin(
  backend: LabBackend,
  limits: LabLimits,
  scenario: OracleCase,
  onSign: () => void,
): Promise<TwinResult> {
  if (backend.tier !== 'netns') {
    return {
      ok: false,
      what: 'tier',
      detail:
        'This server cannot give you machines of your own, and a scenario needs the whole of one: every address and port, and a socket table with nobody else in it.',
    };
  }
  const planned = planTwin(scenario, limits.twin);
  if (!planned.ok) return planned;
  const since = performance.now();
  let gone = false;
  let sandbox: RunningSandbox;
  try {
    sandbox = await backend.start({
      slot: 0,
      origin: process.hrtime.bigint(),
      onEvent: () => {},
      onGone: () => {
        gone = true;
      },
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new LabError('failed', `The machines could not be made: ${why}`);
  }
  try {
    const player = createPlayer(sandbox, planned.plan);
    const trouble = await player.prepare();
    if (trouble) return trouble;
    const steps: OracleOutcomeStep[] = [];
    const deadline = performance.now() + limits.twin.ms;
    for (const [index, step] of planned.plan.steps.entries()) {
      if (gone) throw new LabError('failed', 'The machines of this scenario ended. Try again.');
      if (performance.now() > deadline) break;
      onSign();
      steps.push(await player.play(step, index, deadline));
    }
    const whole = steps.length === planned.plan.steps.length;
    return {
      ok: true,
      outcome: { id: scenario.id, steps },
      kernel: release().split('.').slice(0, 2).join('.'),
      machines: Object.fromEntries(planned.plan.machines),
      tookMs: Math.round(performance.now() - since),
      lateMs: Math.round(player.lateMs()),
      cut: whole ? null : `The lab plays a scenario for ${limits.twin.ms / 1000} s at most.`,
    };
  } finally {
    sandbox.kill();
  }
}

function createPlayer(sandbox: RunningSandbox, plan: TwinPlan) {
  /** Calls that have not come back, by number, which is their step's. */
  const open = new Set<number>();
  const byId = new Map<string, { call: number; machine: LabHostName; since: number }>();
  const rules = new Map<LabHostName, FirewallRule[]>(plan.rules);
  /** How far the steps are behind the oracle's pace, and were at most. */
  let behind = 0;
  let lateMs = 0;

  const agent = (machine: LabHostName) => {
    const link = sandbox.agents.get(machine);
    if (!link) throw new LabError('failed', `The ${machine} is not there.`);
    return link;
  };
  const machineOf = (host: string) => plan.machines.get(host) ?? 'laptop';

  /** nft, waiting for its text: starting it would take longer than the oracle's steps do. */
  const filters = new Map<LabHostName, Tool[]>();

  const filter = async (machine: LabHostName) => {
    const tool = filters.get(machine)?.shift() ?? (await sandbox.takeTool(machine, 'firewall'));
    await tool(formatNftRules(rules.get(machine) ?? []));
  };

  function formatAnswer(answer: StepAnswer, step: OracleStep): Told {
    const value = answer.value && nameValue(plan, answer.value);
    const shown = value ? { value } : {};
    if (answer.done) return { result: answer.result, ...shown };
    return step.op === 'connect' ? { result: 'blocked', ...shown } : { result: 'blocked' };
  }

  /** Asks an agent again until the call has ended or the time is over. */
  async function waitFor(machine: LabHostName, call: number, until: number): Promise<StepAnswer> {
    for (;;) {
      const left = Math.max(0, until - performance.now());
      const waitMs = Math.min(left, SLICE_MS);
      const answer = await agent(machine).request('scenarioWait', { call, waitMs });
      if (answer.done || performance.now() >= until) return answer;
    }
  }

  async function inProcess(step: OracleStep, index: number, deadline: number): Promise<Told> {
    const proc = step.proc ?? '';
    const machine = plan.procMachine(proc);
    if (step.id !== undefined)
      byId.set(step.id, { call: index, machine, since: performance.now() });
    const args = { call: index, proc, step, waitMs: BLOCKED_AFTER_MS };
    let answer = await agent(machine).request('scenarioStep', args);
    if (!answer.done && step.op === 'drain') {
      answer = await waitFor(machine, index, Math.min(performance.now() + DRAIN_MS, deadline));
    }
    if (!answer.done) open.add(index);
    return formatAnswer(answer, step);
  }

  async function awaitStep(step: OracleStep, deadline: number): Promise<Told> {
    const awaited = byId.get(step.of ?? '');
    const action = awaited && plan.steps[awaited.call];
    if (!awaited || !action) return { result: 'EINVAL' };
    const until = Math.min(performance.now() + (step.limit_ms ?? AWAIT_MS), deadline);
    const answer = await waitFor(awaited.machine, awaited.call, until);
    if (!answer.done) return { result: 'blocked' };
    return { ...formatAnswer(answer, action), took_s: Math.round(answer.tookMs / 1000) };
  }

  async function onHost({ host = '', op, rule }: OracleStep): Promise<Told> {
    const machine = machineOf(host);
    rules.set(machine, op === 'firewall_add' && rule ? [...(rules.get(machine) ?? []), rule] : []);
    await filter(machine);
    return { result: 'ok' };
  }

  async function perform(step: OracleStep, index: number, deadline: number): Promise<Told> {
    if (step.proc !== undefined) return inProcess(step, index, deadline);
    if (step.host !== undefined) return onHost(step);
    if (step.op === 'await') return awaitStep(step, deadline);
    await pause(Math.min(step.ms ?? 0, Math.max(0, deadline - performance.now())));
    return { result: 'ok' };
  }

  /** The tables of every host, and which waiting calls have ended. */
  async function look(step: OracleStep, index: number) {
    const sockets: NonNullable<OracleOutcomeStep['sockets']> = {};
    const ended: number[] = [];
    const hosts = [...plan.machines];
    const looks = hosts.map(([, machine]) => agent(machine).request('scenarioLook'));
    for (const [at, seen] of (await Promise.all(looks)).entries()) {
      sockets[hosts[at]?.[0] ?? ''] = seen.sockets.map((row) => nameRow(plan, row));
      ended.push(...seen.ended.filter((call) => open.delete(call)));
    }
    const awaited = byId.get(step.of ?? '')?.call;
    const others = ended.filter((call) => call !== index && call !== awaited).sort((a, b) => a - b);
    return { ...(others.length > 0 ? { finished: others } : {}), sockets };
  }

  return {
    /** Clocks and rules of each machine; the answer to give when they cannot be had. */
    async prepare(): Promise<Extract<TwinResult, { ok: false }> | null> {
      for (const machine of plan.machines.values()) {
        try {
          const set = plan.parameters.get(machine) ?? [];
          await (await sandbox.takeTool(machine, { set }))('');
        } catch (error) {
          return { ok: false, what: 'sysctl', detail: saying('set a kernel parameter', error) };
        }
        if (!plan.needsFirewall) continue;
        try {
          await filter(machine);
          const more = plan.steps.filter(({ host }) => host && machineOf(host) === machine);
          const tools = more.map(() => sandbox.takeTool(machine, 'firewall'));
          filters.set(machine, await Promise.all(tools));
        } catch (error) {
          return { ok: false, what: 'firewall', detail: saying('use nft', error) };
        }
      }
      return null;
    },
    async play(step: OracleStep, index: number, deadline: number): Promise<OracleOutcomeStep> {
      const began = performance.now();
      const told = await perform(step, index, deadline);
      const performed = performance.now() - began;
      const meant = paceOf(step, told) ?? performed;
      const rest = quick.includes(step.op) ? SHORT_REST_MS : REST_MS;
      // Rests make up for lost time, lest it add up: the kernel's clocks do not wait.
      await pause(Math.max(rest / 2, rest - (behind + performed - meant)));
      const seen = await look(step, index);
      behind = Math.max(0, behind + performance.now() - began - meant - rest);
      lateMs = Math.max(lateMs, behind);
      return { step: index, ...told, ...seen };
    },
    lateMs: () => lateMs,
  };
}

/** How long a step is meant to take, ms; null for one that takes what the network needs. */
function paceOf({ op, ms = 0 }: OracleStep, { result }: Told): number | null {
  if (op === 'await' || op === 'drain') return null;
  if (op === 'sleep') return ms;
  return result === 'blocked' ? BLOCKED_AFTER_MS : 0;
}

const saying = (what: string, error: unknown) =>
  `This server’s lab may not ${what}: ${error instanceof Error ? error.message : String(error)}`;
