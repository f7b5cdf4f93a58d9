import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from './test';

/** A directory with a build of these sources; `npm test` makes one where it runs. */
const root = process.env.E2E_ROOT ?? process.cwd();

/** A start that takes longer has failed; a busy machine has needed 10 s. */
const START_MS = 120_000;

/**
 * A port of 127.0.0.1 that nobody held a moment ago. Not one of those that the system gives to
 * clients (from 32768 on, on Linux): some browser's connection would take it before the server, or
 * while the server is down for its restart.
 */
async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const trial = createServer().listen(port, '127.0.0.1');
    const isFree = await once(trial, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    trial.close();
    await once(trial, 'close');
    return port;
  }
  throw new Error('50 ports between 20000 and 30000 were tried, and each is taken');
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
  const deadline = Date.now() + START_MS;
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
  ownServer: [
    async ({ serverSettings }, use) => {
      const server = await startOwnServer(serverSettings);
      await use(server);
      await server.kill();
    },
    // Its start is not the journey's time.
    { timeout: START_MS + 10_000 },
  ],
  baseURL: async ({ ownServer }, use) => {
    await use(ownServer.url);
  },
});
