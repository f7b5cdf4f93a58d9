/** One real program inside a sandbox: started, heard, and ended with all that it started. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createBoundedLog } from '../bounded-log';
import { type CommandLine, PROGRAM_ENDED } from './launch-line';

/** An end that was asked for takes milliseconds. */
const END_MS = 3_000;

export type ProgramProcess = {
  /** Of its launcher, as labd's machine counts. */
  pid: number | undefined;
  /** How many lines it has written so far, and those after a mark. */
  logMark(): number;
  logSince(mark: number): string[];
  /** To be called when it listens: low ports are closed to it from then on. */
  settled(): void;
  /** Resolves when nothing of it is left. Safe to call twice. */
  stop(): Promise<void>;
  /** Number of the process called `name`, as the sandbox counts; 0 where there is none. */
  pidOf(name: string): number;
};

/** Without colours and other commands to a terminal, of which programs are fond. */
const plainLine = (line: string) => line.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '');

const childrenOf = (pid: number): number[] => {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
        .split(' ')
        .filter(Boolean)
        .map(Number),
    );
  } catch {
    return [];
  }
};

/** The first process under `root` with this name, as its second innermost process table counts. */
function findPid(root: number, name: string): number {
  let level = [root];
  while (level.length > 0) {
    for (const pid of level) {
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        if (/^Name:\t(.*)$/m.exec(status)?.[1] !== name.slice(0, 15)) continue;
        const numbers = /^NSpid:\t(.*)$/m.exec(status)?.[1]?.split('\t') ?? [];
        return Number(numbers.at(-2) ?? 0);
      } catch {
        // It ended while we looked.
      }
    }
    level = level.flatMap(childrenOf);
  }
  return 0;
}

/** @param onEnd called once, when the program has ended by itself or was ended. */
export function startProgram(
  { file, args }: CommandLine,
  environment: NodeJS.ProcessEnv,
  onEnd: () => void,
): ProgramProcess {
  const child = spawn(file, args, { cwd: '/', env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
  const log = createBoundedLog();
  const ended = new Promise<void>((resolve) => {
    child.on('error', () => resolve());
    child.on('close', () => resolve());
  });
  void ended.then(onEnd);
  const end = () => void child.stdin.end();
  child.stdin.on('error', () => {});
  createInterface({ input: child.stdout }).on('line', (line) => {
    log.add(plainLine(line));
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line === PROGRAM_ENDED) end();
  });

  return {
    pid: child.pid,
    logMark: log.mark,
    logSince: log.since,
    settled: () => void child.stdin.write('listens\n'),
    async stop() {
      end();
      const late = setTimeout(() => child.kill('SIGKILL'), END_MS);
      await ended;
      clearTimeout(late);
    },
    pidOf: (name) => (child.pid === undefined ? 0 : findPid(child.pid, name)),
  };
}
