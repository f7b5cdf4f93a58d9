/** Helpers of tests about death: what a lab had, and what is left of it afterwards. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { onTestFinished } from 'vitest';
import type { RunsAs, ServiceId } from '@/contract/lab-service';
import { allProcesses, eventually, processesUnder, type TestProcess } from './test-lab';

/** Same process, not another one that was given its number. */
export function isAlive({ pid, started }: TestProcess): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[19] === started && fields[0] !== 'Z';
  } catch {
    return false;
  }
}

const labFolders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('portside-lab-'));
const mounts = () => readFileSync('/proc/self/mountinfo', 'utf8').split('\n');

/** Such as `net:[4026531840]`: the namespaces that a process lives in, see namespaces(7). */
function namespacesOf(pid: number | 'self'): string[] {
  try {
    return readdirSync(`/proc/${pid}/ns`).map((name) => readlinkSync(`/proc/${pid}/ns/${name}`));
  } catch {
    // It ended while we looked, or is not ours.
    return [];
  }
}

/**
 * Looks around before a lab starts. Once it runs, the result takes stock of what lives under a
 * process, itself included; and that result tells, as often as it is asked, what is left of it:
 * processes, namespaces that anybody lives in, mounts of this machine, throw-away folders. Other
 * labs of the machine come and go: what stays is one too many.
 */
export function lookAround() {
  const before = { folders: new Set(labFolders()), mounts: new Set(mounts()) };
  return (root: number) => {
    const family = processesUnder(root, { itself: true });
    const common = new Set(namespacesOf('self'));
    const own = new Set(
      family.flatMap(({ pid }) => namespacesOf(pid)).filter((space) => !common.has(space)),
    );
    const left = () => [
      ...family.filter(isAlive).map(({ pid, command }) => `process ${pid}: ${command}`),
      ...allProcesses().flatMap(({ pid }) =>
        namespacesOf(pid)
          .filter((space) => own.has(space))
          .map((space) => `process ${pid} in ${space}`),
      ),
      ...mounts()
        .filter((line) => !before.mounts.has(line))
        .map((line) => `mount ${line}`),
      ...labFolders()
        .filter((name) => !before.folders.has(name))
        .map((name) => `folder ${name}`),
    ];
    return { family, namespaces: own.size, left };
  };
}

/** Asks what is left until nothing is; else what there is at last. */
export async function comesToNothing(left: () => string[]): Promise<string[]> {
  let last: string[] = [];
  await eventually(() => {
    last = left();
    return last.length === 0;
  });
  return last;
}

/** A stand-in for the site's server, in a process of its own, with open sandboxes and services. */
export async function startServer(
  tier: string,
  {
    sandboxes,
    service,
    runAs,
    programs = '',
  }: { sandboxes: number; service: ServiceId; runAs: RunsAs; programs?: string },
): Promise<ChildProcess> {
  const script = `
    import { openLearner, startTestLab } from ${JSON.stringify(`${process.cwd()}/lab/test-lab.ts`)};
    const lab = startTestLab(${JSON.stringify(tier)}, {}, ${JSON.stringify(programs)});
    for (let made = 0; made < ${sandboxes}; made++) {
      const me = await openLearner(lab);
      await me.listen(me.view.hosts[0].bind[0].addr, 9001 + made, { behaviour: 'silent' });
      const started = await me.start(${JSON.stringify(service)}, 'everywhere', ${JSON.stringify(runAs)});
      if (!started.ok) throw new Error(started.detail);
    }
    process.stdout.write('open\\n');
    setInterval(() => {}, 1000);
  `;
  const server = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void server.kill('SIGKILL'));
  await new Promise((resolve, reject) => {
    server.stdout.once('data', resolve);
    server.once('exit', (status) => reject(new Error(`the server ended with status ${status}`)));
  });
  return server;
}
