/** Starts labd, says hello, and lets it go. Linux only; elsewhere there is a reason instead. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, closeSync, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { readJsonLines, writeJsonLine } from './json-lines';
import type { LabdConfig, LabdMessage, LabdTierStatus } from './labd/labd-protocol';
import { bootFromDescriptor } from './labd/launch-line';

/** The canary starts a sandbox or two before labd listens. */
const HELLO_MS = 30_000;
/** Far above what labd takes from a process of a sandbox: one learner's answer ends nobody's lab. */
const MESSAGE_LIMIT = 8 * 1024 * 1024;

export type LabdProcess = {
  hello: LabdTierStatus;
  socket: Socket;
  kill: () => void;
};

export type LabdOptions = {
  root: string;
  labUid: number;
  config: Omit<LabdConfig, 'socketPath' | 'secret' | 'hide'>;
  onMessage: (message: LabdMessage) => void;
  onGone: () => void;
};

/** Why labd cannot exist on this system, or null. */
export function whyNoLabd(
  platform: string = process.platform,
  uid: number | null = process.getuid?.() ?? null,
  tools: (name: string) => boolean = hasTool,
): string | null {
  if (platform !== 'linux') {
    return `the lab's agents speak Linux's own system calls, and this server runs ${platform === 'win32' ? 'Windows' : platform}`;
  }
  if (uid === 0 && !tools('setpriv')) {
    return 'this server was started as root, and without setpriv (util-linux) the lab cannot give its privileges up';
  }
  return null;
}

/** These files are the system's or made by `build-lab.mjs`: none is for Next's build to trace. */
const exists = (file: string) => existsSync(/* turbopackIgnore: true */ file);

const hasTool = (name: string) =>
  ['/usr/bin', '/bin', '/usr/sbin', '/sbin'].some((folder) => exists(`${folder}/${name}`));

/** Where the bundles lie. Built on the spot when they are missing: development and tests. */
async function bundles(root: string) {
  const folder = path.join(root, '.portside', 'lab');
  const code = ['labd.cjs', 'koffi.node', process.execPath, 'agent.cjs', 'service.cjs'];
  const database = ['database.cjs', 'pglite.wasm', 'pglite.data', 'postgres-data.tar.gz'];
  const paths = [...code, ...database].map((file) => path.resolve(folder, file));
  const [, koffi = ''] = paths;
  if (paths.some((file) => file !== koffi && !exists(file))) {
    const script = path.join(root, 'scripts', 'build-lab.mjs');
    await promisify(execFile)(process.execPath, [script], { cwd: root });
  }
  if (!exists(koffi)) {
    throw new Error(`koffi has no prebuilt module for ${process.platform} on ${process.arch}`);
  }
  return paths;
}

/** The project's own folder, and the one it lies in at the top when that is not the system's. */
function foldersToHide(root: string): string[] {
  const top = `/${root.split('/')[1]}`;
  const system = ['/usr', '/bin', '/sbin', '/lib', '/lib64', '/etc', '/proc', '/dev', '/'];
  return system.includes(top) ? [root] : [top];
}

const inherited = () => ({ PATH: '/usr/sbin:/usr/bin:/sbin:/bin' });

/** Rejects with what labd said on its way out. */
export async function startLabd(options: LabdOptions): Promise<LabdProcess> {
  const paths = await bundles(options.root);
  const isRoot = process.getuid?.() === 0;
  const folder = mkdtempSync(path.join(tmpdir(), 'portside-lab-'));
  if (isRoot) chownSync(folder, options.labUid, options.labUid);
  const socketPath = path.join(folder, 'labd.sock');
  const secret = randomBytes(32).toString('base64url');
  const config: LabdConfig = {
    ...options.config,
    socketPath,
    secret,
    hide: foldersToHide(options.root),
  };

  const words = [`/proc/self/fd/5`, '--max-old-space-size=128', '-e', bootFromDescriptor(3)];
  if (hasTool('setpriv')) words.unshift('setpriv', '--pdeathsig', 'KILL');
  const [file = '', ...args] = words;
  const fds = paths.map((name) => openSync(/* turbopackIgnore: true */ name, 'r'));
  let child: ChildProcess;
  try {
    child = spawn(/* turbopackIgnore: true */ file, args, {
      cwd: '/',
      env: inherited() as unknown as NodeJS.ProcessEnv,
      stdio: ['pipe', 'ignore', 'pipe', ...fds],
      ...(isRoot ? { uid: options.labUid, gid: options.labUid } : {}),
    });
  } finally {
    for (const fd of fds) closeSync(fd);
  }
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-2_000);
  });
  child.stdin?.on('error', () => {});
  child.stdin?.write(`${JSON.stringify(config)}\n`);

  let socket: Socket | null = null;
  const kill = () => {
    socket?.destroy();
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  return new Promise((resolve, reject) => {
    let settled = false;
    const timer = setTimeout(() => fail(`labd did not answer within ${HELLO_MS} ms`), HELLO_MS);
    const retry = setInterval(knock, 20);
    const quiet = () => {
      clearTimeout(timer);
      clearInterval(retry);
    };
    const fail = (why: string) => {
      quiet();
      kill();
      if (!settled) reject(new Error(why));
      else options.onGone();
      settled = true;
    };
    child.on('error', (error) => fail(error.message));
    child.on('close', (code, signal) => fail(said.trim() || `labd ended (${signal ?? code})`));

    function knock() {
      if (socket || !exists(socketPath)) return;
      const mine = connect(socketPath);
      socket = mine;
      mine.on('error', () => {
        if (socket === mine) socket = null;
      });
      mine.on('connect', () => writeJsonLine(mine, { secret }));
      readJsonLines(
        mine,
        (value) => {
          const message = value as LabdMessage;
          if (!('hello' in message)) return options.onMessage(message);
          quiet();
          settled = true;
          resolve({ hello: message.hello, socket: mine, kill });
        },
        kill,
        MESSAGE_LIMIT,
      );
    }
  });
}
