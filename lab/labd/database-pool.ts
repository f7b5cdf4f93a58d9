/**
 * Leases of PostgreSQL: a process each, begun when a learner starts the service, thrown away when
 * it is given back. What one learner wrote is never there for the next.
 */
import { spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import type { DatabaseCalls, DatabaseHello } from '../database/database-protocol';
import { createProcessLink, type ProcessLink } from './agent-link';
import { DATABASE_FD, databaseLine } from './database-line';
import { LabError } from './labd-protocol';
import { memoryLeft } from './memory-left';

/** What a machine must have left: an instance takes some 420 MB, and at most 900 MB. */
export const NEEDED_BYTES = 1_200_000_000;
/** Unpacking, compiling, starting: about a second on an idle machine. */
const START_MS = 20_000;
/** A question takes so long at most, and two seconds for the way. */
const QUESTION_MS = 3_000;
/** Its answer in base64, and a line round it. */
const ANSWER_LIMIT = 128 * 1024;

type DatabaseLink = ProcessLink<DatabaseCalls>;
type Launched = { link: DatabaseLink; kill: () => void };

export type Lease = DatabaseHello & {
  /** Messages of PostgreSQL's protocol in, answers out, both in base64. Rejects when it is over. */
  run: (bytes: string) => Promise<string>;
  /** Gives it back; safe to call twice. */
  end: () => void;
};
export type DatabasePool = { take: () => Promise<Lease> };

/**
 * @param most instances at once; 0: none.
 * @param launch starts one and calls back when it has ended, however that comes.
 * @param freeBytes memory that the machine could give at this moment.
 */
export function createDatabasePool(
  most: number,
  launch: (onGone: () => void) => Launched,
  freeBytes: () => number | null = memoryLeft,
): DatabasePool {
  let taken = 0;

  async function take(): Promise<Lease> {
    if (most === 0) {
      throw new LabError('limit', 'PostgreSQL is switched off on this server (LAB_POSTGRES=0).');
    }
    if (taken >= most) {
      const who = most === 1 ? 'Another learner is' : `${most} other learners are`;
      throw new LabError('limit', `${who} using PostgreSQL. Try again in a minute.`);
    }
    const free = freeBytes();
    if (free !== null && free < NEEDED_BYTES) {
      const mega = (bytes: number) => Math.round(bytes / 1_000_000);
      throw new LabError(
        'limit',
        `PostgreSQL needs ${mega(NEEDED_BYTES)} MB of free memory on this server, and ${mega(free)} MB are free. Try again later.`,
      );
    }
    taken++;
    let over = false;
    let late: NodeJS.Timeout | null = null;
    const { link, kill } = launch(() => {
      if (!over) taken--;
      over = true;
    });
    try {
      const tooLate = new Promise<never>((_resolve, reject) => {
        const no = (why: string) => reject(new LabError('failed', `PostgreSQL ${why}.`));
        late = setTimeout(no, START_MS, `did not start within ${START_MS / 1000} seconds`);
        link.gone.then(() => no('ended while it started'));
      });
      const begun = link.ready.then(() => link.request('hello'));
      const { parameters } = await Promise.race([begun, tooLate]);
      return {
        parameters,
        run: async (bytes) => (await link.request('run', { bytes })).bytes,
        end: kill,
      };
    } catch (error) {
      kill();
      throw error;
    } finally {
      if (late) clearTimeout(late);
    }
  }
  return { take };
}

/** @param fds where labd holds code, Node and PostgreSQL's files; `environment` for the process. */
export const databaseLauncher =
  (options: {
    alone: boolean;
    permission: string[];
    tools: boolean;
    environment: NodeJS.ProcessEnv;
    fds: { code: number; node: number; wasm: number; share: number; data: number };
  }) =>
  (onGone: () => void): Launched => {
    const { code, node, wasm, share, data } = options.fds;
    const { file, args } = databaseLine(options);
    const child = spawn(file, args, {
      cwd: '/',
      env: options.environment,
      stdio: ['ignore', 'ignore', 'pipe', code, node, 'pipe', wasm, share, data],
    });
    const channel = (child.stdio as readonly unknown[])[DATABASE_FD.channel] as Duplex;
    child.stderr?.on('data', (words: Buffer) => {
      process.stderr.write(words.toString('latin1').slice(0, 500));
    });
    const link = createProcessLink<DatabaseCalls>(
      channel,
      QUESTION_MS,
      () => {},
      () => {
        child.kill('SIGKILL');
        onGone();
      },
      ANSWER_LIMIT,
    );
    child.on('error', link.lose);
    child.on('exit', link.lose);
    return { link, kill: link.lose };
  };
