// What a real program may do inside a sandbox, and that nothing of it outlives the lab.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import {
  eventually,
  isAgent,
  isLabd,
  openLearner,
  processesUnder,
  startTestLab,
} from '../test-lab';
import { comesToNothing, lookAround, startServer } from '../test-remains';
import { programsOf, withProgram } from './test-program';

const running = () => processesUnder(process.pid);
const statusOf = (pid: number) => readFileSync(`/proc/${pid}/status`, 'utf8');
const fieldOf = (status: string, name: string) =>
  new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1];
const isRedis = ({ command }: { command: string }) => command.startsWith('/usr/bin/redis-server');
const redisPid = () => running().find(isRedis)?.pid ?? 0;

withProgram('redis', (start) => {
  it('no capability, no way to gain one, few descriptors, small files', async () => {
    await start();
    const status = statusOf(redisPid());
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapAmb']) {
      expect(fieldOf(status, set)).toBe('0000000000000000');
    }
    expect(fieldOf(status, 'NoNewPrivs')).toBe('1');
    const limits = readFileSync(`/proc/${redisPid()}/limits`, 'utf8');
    expect(limits).toMatch(/Max open files\s+256\s+256/);
    expect(limits).toMatch(/Max file size\s+16777216/);
    expect(limits).toMatch(/Max core file size\s+0/);
    expect(limits).toMatch(/Max address space\s+1073741824/);
    expect(readFileSync(`/proc/${redisPid()}/environ`, 'utf8')).not.toMatch(/HOME|LAB|NODE/);
  });

  it('nothing can be written to but its folder in memory', async () => {
    await start();
    // The last mount of a place covers the others.
    const mounts = new Map(
      readFileSync(`/proc/${redisPid()}/mounts`, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => {
          const [, where = '', kind = '', flags = ''] = line.split(' ');
          return [where, { kind, flags: flags.split(',') }] as const;
        }),
    );
    const covered = (where: string) =>
      [
        '/tmp',
        '/run',
        '/var',
        '/home',
        '/root',
        '/srv',
        '/opt',
        '/mnt',
        '/media',
        '/boot',
        '/sys',
      ].some((folder) => where.startsWith(`${folder}/`));
    const writable = [...mounts].filter(
      ([where, { flags }]) => flags.includes('rw') && !covered(where),
    );
    // Of /proc only what concerns the process itself; settings of the kernel are read-only.
    expect(writable.map(([where]) => where)).toEqual(['/proc', '/run']);
    expect(mounts.get('/proc/sys')?.flags).toContain('ro');
    const { kind, flags } = mounts.get('/run') ?? { kind: '', flags: [] };
    expect(kind).toBe('tmpfs');
    expect(flags).toEqual(expect.arrayContaining(['nosuid', 'nodev', 'noexec', 'size=8192k']));
    expect(readdirSync(`/proc/${redisPid()}/root/home`)).toEqual([]);
  });

  it.runIf(process.getuid?.() === 0)('low ports are closed again once it listens', async () => {
    await start();
    const first = execFileSync('/usr/bin/nsenter', [
      ...['--net', '--target', String(redisPid())],
      ...['cat', '/proc/sys/net/ipv4/ip_unprivileged_port_start'],
    ]);
    expect(first.toString().trim()).toBe('1024');
  });

  it('whoever may call cannot read its settings, load code or end it', async () => {
    const me = await start();
    const told = async () => JSON.stringify(await me.events()).match(/-NOPERM|-ERR|\+OK/g) ?? [];
    const orders = ['CONFIG GET dir', 'MODULE LIST', 'EVAL "return 1" 0', 'SHUTDOWN', 'DEBUG JMAP'];
    for (const [index, order] of orders.entries()) {
      const { kept } = await me.probe('laptop', '127.0.0.1', 6379, { keep: true });
      await me.send(kept ?? '', `${order}\r\n`);
      expect(await eventually(async () => (await told()).length > index)).toBe(true);
      await me.close(kept ?? '');
    }
    expect(await told()).not.toContain('+OK');
    expect(await me.exchange('redis', 'ping')).toMatchObject({ error: null });
  });

  it('an agent keeps one capability after it has opened its tap', async () => {
    await start();
    const agents = running().filter(isAgent);
    expect(agents).not.toEqual([]);
    for (const { pid } of agents) {
      for (const set of ['CapEff', 'CapPrm', 'CapBnd']) {
        expect(fieldOf(statusOf(pid), set)).toBe('0000000000000400');
      }
    }
  });

  it('it ends with the sandbox, and with the lab', async () => {
    for (const how of ['sandbox', 'lab'] as const) {
      const lab = startTestLab('netns', {}, 'redis');
      const before = new Set(
        running()
          .filter(isRedis)
          .map(({ pid }) => pid),
      );
      const me = await openLearner(lab);
      await me.start('redis', 'everywhere', 'program');
      const mine = running()
        .filter(isRedis)
        .filter(({ pid }) => !before.has(pid));
      expect(mine).toHaveLength(1);
      if (how === 'sandbox') await lab.call('end', { session: me.session });
      else lab.stop();
      const left = () => mine.filter(({ pid }) => existsSync(`/proc/${pid}`));
      expect(await eventually(() => left().length === 0)).toBe(true);
      lab.stop();
    }
  });
});

/** One program of one process, and one of several that start each other. */
for (const [id, service, first] of [
  ['redis', 'redis', /^\/usr\/bin\/redis-server /],
  ['nginx-gunicorn-django', 'proxy', /^nginx: master /],
] as const) {
  withProgram(id, () => {
    it('kill -9 of the server leaves nothing of it', async () => {
      const takeStock = lookAround();
      const server = await startServer('netns', {
        sandboxes: 2,
        service,
        runAs: 'program',
        programs: id,
      });
      const { family, namespaces, left } = takeStock(server.pid ?? -1);
      expect(family.filter(({ command }) => first.test(command))).toHaveLength(2);
      expect(namespaces).toBeGreaterThan(0);
      expect(left()).not.toEqual([]);
      server.kill('SIGKILL');
      expect(await comesToNothing(left)).toEqual([]);
    });

    it.each(['while it runs', 'while it starts'])(
      'kill -9 of labd %s leaves nothing of it',
      async (when) => {
        const takeStock = lookAround();
        const lab = startTestLab('netns', {}, id);
        onTestFinished(lab.stop);
        const known = new Set(running().map(({ pid }) => pid));
        const me = await openLearner(lab);
        const labd = running().find((one) => isLabd(one) && !known.has(one.pid));
        const started = me.start(service, 'everywhere', 'program').catch(() => null);
        if (when === 'while it runs') expect(await started).toMatchObject({ ok: true });
        const launched = () => programsOf(processesUnder(labd?.pid ?? -1)).length > 0;
        expect(await eventually(launched)).toBe(true);
        const { left } = takeStock(labd?.pid ?? -1);
        process.kill(labd?.pid ?? -1, 'SIGKILL');
        await started;
        lab.stop();
        expect(await comesToNothing(left)).toEqual([]);
      },
    );
  });
}
