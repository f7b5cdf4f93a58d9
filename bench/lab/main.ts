/** Measures the live lab in the best tier that this machine has; see scripts/bench-lab.ts. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { createLabClient } from '../../lab/lab-client';
import { defaultLimits } from '../../lab/limits';
import { parseLabSettings } from '../../lab/settings';
import { openLearner, processesUnder } from '../../lab/test-lab';
import { formatReport, type LabCosts } from './report';

const CROWD = 100;
const CYCLES = 1_000;
/** Learners that come and go at the same time in the cycles. */
const AT_ONCE = 4;
const ALONE = 30;
const WITH_SERVICE = 8;
const PAGE = 'docs/lab-scale.md';

const say = (what: string) => console.error(`bench:lab: ${what}`);
const now = () => performance.now();

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = now();
  await work();
  return now() - started;
}

/** A start of Node that does nothing: what this machine, as busy as it is, needs for a process. */
const nodeStart = () => {
  const started = now();
  spawnSync(process.execPath, ['-e', '0']);
  return now() - started;
};

const residentBytes = (pid: number) =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;

/** 0, or 1 when there is no lab to measure. */
export async function measureLab(): Promise<number> {
  const unbounded = { operationsPerSecond: 1e6, probesPerSecond: 1e6, opensPerSecond: 1e6 };
  const lab = createLabClient({
    root: process.cwd(),
    settings: parseLabSettings({}),
    siteIsPrivate: () => true,
    limits: { ...defaultLimits, ...unbounded, opensBurst: 1e6, sessions: CROWD, memoryReserve: 0 },
  });
  const status = await lab.status();
  if (status.state !== 'ready') {
    say(status.reason);
    lab.stop();
    return 1;
  }
  const load = [loadavg()[0] ?? 0];
  const nodeStarts = Array.from({ length: 11 }, nodeStart);

  say(`${ALONE} learners, one after the other, from the click to LISTEN`);
  const clicks: number[] = [];
  for (let learner = 0; learner < ALONE; learner++) {
    const started = now();
    const me = await openLearner(lab);
    const listening = await me.listen(me.view.hosts[0]?.bind[0]?.addr ?? '', 28_080);
    if (!listening.ok) throw new Error(`must listen: ${listening.errno}`);
    clicks.push(now() - started);
    await lab.call('end', { session: me.session });
  }

  say(`${CROWD} learners at once`);
  const waits: number[] = [];
  const crowdStarted = now();
  const crowd = await Promise.all(
    Array.from({ length: CROWD }, async () => {
      const started = now();
      const me = await openLearner(lab);
      waits.push(now() - started);
      return me;
    }),
  );
  const crowdMs = now() - crowdStarted;
  const listens: number[] = [];
  const probes: number[] = [];
  for (const me of crowd) {
    const addr = me.view.hosts[0]?.bind[0]?.addr ?? '';
    listens.push(await timed(() => me.listen(addr, 28_080)));
    probes.push(
      await timed(async () => {
        const { outcome } = await me.probe('laptop', addr, 28_080);
        if (outcome !== 'open') throw new Error(`a probe was ${outcome}`);
      }),
    );
  }
  const sum = async () =>
    (await lab.call('overview', {})).sandboxes.reduce((total, { bytes }) => total + bytes, 0);
  const crowdBytes = await sum();
  say(`${WITH_SERVICE} of them start a service`);
  const serviceStarts: number[] = [];
  for (const me of crowd.slice(0, WITH_SERVICE)) {
    serviceStarts.push(
      await timed(async () => {
        const started = await me.start('redis');
        if (!started.ok) throw new Error(started.detail);
      }),
    );
  }
  const serviceBytes = ((await sum()) - crowdBytes) / WITH_SERVICE;
  for (const { session } of crowd) await lab.call('end', { session });
  load.push(loadavg()[0] ?? 0);

  say(`${CYCLES} times opened and closed`);
  const labd =
    processesUnder(process.pid).find(({ command }) => command.includes('=128'))?.pid ?? 0;
  const rounds: LabCosts['rounds'] = [];
  const settle = () => new Promise((resolve) => setTimeout(resolve, 1_000));
  const note = async (cycles: number, seconds: number) => {
    await settle();
    const processes = processesUnder(process.pid).length;
    rounds.push({ cycles, seconds, processes, labdBytes: residentBytes(labd) });
  };
  await note(0, 0);
  for (let done = 0; done < CYCLES; done += CYCLES / 10) {
    const ms = await timed(async () => {
      for (let cycle = 0; cycle < CYCLES / 10; cycle += AT_ONCE) {
        await Promise.all(
          Array.from({ length: AT_ONCE }, async () => {
            const me = await openLearner(lab);
            await lab.call('end', { session: me.session });
          }),
        );
      }
    });
    await note(done + CYCLES / 10, ms / 1000);
    say(`${done + CYCLES / 10}`);
  }
  load.push(loadavg()[0] ?? 0);
  lab.stop();

  const costs: LabCosts = {
    tier: status.tier,
    machine: `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'an unknown processor'}`,
    load,
    nodeStarts,
    clicks,
    crowd: { sessions: CROWD, ms: crowdMs, waits, listens, probes, bytes: crowdBytes },
    service: { starts: serviceStarts, bytes: serviceBytes },
    rounds,
  };
  writeFileSync(PAGE, formatReport(costs));
  console.log(formatReport(costs));
  say(`written to ${PAGE}`);
  return 0;
}
