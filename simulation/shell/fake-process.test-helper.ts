/** What the fake kernel remembers of its processes. Only for tests. */
import type { ChildChange } from '../host/system';
import type { Call, Errno, ProcessRow, Reply, Signal } from '../host/system-call';
import type { FakeNode } from './fake-files.test-helper';

type Pipe = { bytes: string; readers: number; writers: number };
export type Description =
  | { kind: 'terminal' }
  | { kind: 'null' }
  | { kind: 'read-end' | 'write-end'; pipe: Pipe; count: number }
  | { kind: 'file'; node: FakeNode; offset: number; append: boolean };

export type Process = {
  row: ProcessRow;
  cwd: string;
  env: Record<string, string>;
  fds: Map<number, Description>;
  run: Generator<Call, number, Reply>;
  handles: readonly Signal[];
  waiting: Call | null;
  reply: Reply | null;
  wakeAt: number | null;
  pending: Signal[];
  news: ChildChange[];
  ended: boolean;
};

export const ok = (value: unknown = null): Reply => ({ ok: true, value });
export const no = (errno: Errno, signal?: Signal): Reply => ({
  ok: false,
  errno,
  ...(signal ? { signal } : {}),
});
