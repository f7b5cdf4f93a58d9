/** Processes, threads and open files: credentials(7), fork(2), open(2). */
import type { Call, Page, Reply, SeenPacket, Signal } from './system-call';
import type { Table } from './table';

/** A call that has not returned yet. */
export type Waiting = Readonly<{
  call: Call;
  /** Who came first is served first. */
  order: number;
  /** Open files that the call holds on to, even when another thread closes the descriptor. */
  open: readonly number[];
  /** A socket without a descriptor that close(2) lingers for. */
  socket: number | null;
  /** When it gives up, null for never. */
  deadline: number | null;
  /** Bytes that a blocking send has already handed over. */
  progress: number;
  /** A call that returned before it could be told: set at the moment of the event. */
  answer: Reply | null;
}>;

export type Thread = Readonly<{
  tid: number;
  /** Entry point of the program, null for `main`. */
  entry: string | null;
  arg: unknown;
  /** One call made by hand in place of a program. */
  hand: Readonly<{ call: Call; as: string | null; id: number }> | null;
  /** Replies so far, from 0 on. */
  replies: Table<Reply>;
  waiting: Waiting | null;
}>;

export type Process = Readonly<{
  pid: number;
  ppid: number;
  group: number;
  user: string;
  program: string;
  argv: readonly string[];
  env: Readonly<Record<string, string>>;
  cwd: string;
  /** Where it was started; its program is told this, however often it is run again. */
  startedIn: string;
  /** Number of the controlling terminal. */
  tty: number | null;
  startedAt: number;
  stopped: boolean;
  /** Set when it has ended and nobody has asked yet. */
  ended: Readonly<{ status: number } | { signal: Signal }> | null;
  /** Stopped, and the parent has not been told. */
  stopUntold: Signal | null;
  /** Open files by descriptor. */
  fds: Table<number>;
  threads: Table<Thread>;
  /** Handled signals that no call has been interrupted by yet; all signals while stopped. */
  pending: readonly Signal[];
  handles: readonly Signal[];
  /** Hand-driven: its name in the scenario, and the names of its descriptors. */
  label: string | null;
  names: Readonly<Record<string, number>>;
}>;

export type OpenFile =
  | Readonly<{ kind: 'socket'; socket: number; nonblocking: boolean }>
  | Readonly<{ kind: 'pipe-read' | 'pipe-write'; pipe: number }>
  | Readonly<{ kind: 'terminal'; tty: number }>
  | Readonly<{ kind: 'file'; path: string; mode: 'r' | 'w' | 'a'; offset: number }>
  /** Packets that passed an interface (or `any`) and have not been read yet. */
  | Readonly<{ kind: 'tap'; iface: string; queue: readonly SeenPacket[] }>
  | Readonly<{ kind: 'null' }>;

/** Bytes in a pipe(7), at most 65536. */
export type Pipe = Readonly<{ data: string }>;
export const PIPE_CAPACITY = 65536;

export type Terminal = Readonly<{
  tty: number;
  text: string;
  columns: number;
  /** The process group in the foreground. */
  foreground: number;
  /** What is typed to a program is not shown, e.g. a password. */
  silent?: boolean;
  /** The shell that was started here. */
  session: number;
  /** Lines entered and not read yet; an empty one is Ctrl-D. */
  input: readonly string[];
  history: readonly string[];
  /** The command line that runs in the foreground. */
  running: string | null;
  /** Exit status of the last child that the shell waited for since then. */
  status: number | null;
  editing: Readonly<{ path: string; text: string; pid: number; tid: number }> | null;
}>;

export type Browser = Readonly<{
  page: Page | null;
  /** Entered and not yet taken by the program. */
  address: string | null;
}>;
