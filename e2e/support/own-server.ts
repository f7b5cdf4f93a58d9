import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from './test';

/** A directory with a build of these sources; `npm test` makes one where it runs. */
const root = process.env.E2E_ROOT ?? process.cwd();

/** A port of 127.0.0.1 that nobody held a moment ago. */
async function findFreePort(): Promise<number> {
  const trial = createServer().listen(0, '127.0.0.1');
  await once(trial, 'listening');
  const address = trial.address();
  trial.close();
  await once(trial, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

/** Ends a start that failed with all that it started: it may be amid an installation or a build. */
function endGroup({ pid }: ChildProcess) {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // All of them have ended.
  }
}

/** Waits until the server answers; throws with what it printed when it ends or stays silent. */
async function untilItAnswers(child: ChildProcess, url: string, printed: () => string) {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const answer = await fetch(`${url}/api/health`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  endGroup(child);
  throw new Error(`The server at ${url} did not start. It printed:\n${printed()}`);
}

export type OwnServer = {
  /** Its origin, without a slash at the end; the same after a restart. */
  readonly url: string;
  /** The process that serves, of this moment. */
  readonly pid: number;
  /** Starts it again on the same port. */
  start(): Promise<void>;
  /** SIGTERM, as an operator would, and waits for the end. */
  stop(): Promise<void>;
  /** SIGKILL, as an accident would, and waits for the end. */
  kill(): Promise<void>;
};

/**
 * Starts `node scripts/start.mjs` on a free port of 127.0.0.1.
 * @param settings environment variables on top of the test's own, such as `{ LAB: 'off' }`
 */
async function startOwnServer(settings: Record<string, string> = {}): Promise<OwnServer> {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  const killNow = () => void child?.kill('SIGKILL');
  process.once('exit', killNow);

  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    const ending = child;
    child = null;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = once(ending, 'exit');
    ending.kill(signal);
    await ended;
  };
  const server: OwnServer = {
    url,
    get pid() {
      if (child?.pid === undefined) throw new Error('the server is not running');
      return child.pid;
    },
    async start() {
      await end('SIGKILL');
      let printed = '';
      const started = spawn(process.execPath, ['scripts/start.mjs'], {
        cwd: root,
        env: { ...process.env, ...settings, HOST: '127.0.0.1', PORT: String(port) },
        stdio: ['ignore', 'pipe', 'pipe'],
        // A process group of its own, see endGroup.
        detached: true,
      });
      child = started;
      for (const stream of [started.stdout, started.stderr]) {
        stream.on('data', (bytes: Buffer) => {
          printed += bytes.toString();
        });
      }
      await untilItAnswers(started, url, () => printed);
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
  await server.start();
  return server;
}

/**
 * Like `test`, with a server of the test's own: `page`, `request` and `baseURL` belong to it.
 * Choose its environment with `ownServerTest.use({ serverSettings: { LAB: 'off' } })`.
 */
export const ownServerTest = test.extend<{
  serverSettings: Record<string, string>;
  ownServer: OwnServer;
}>({
  serverSettings: [{}, { option: true }],
  ownServer: async ({ serverSettings }, use) => {
    const server = await startOwnServer(serverSettings);
    await use(server);
    await server.kill();
  },
  baseURL: async ({ ownServer }, use) => {
    await use(ownServer.url);
  },
});
