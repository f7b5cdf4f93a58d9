/** A kernel of canned replies for tests of commands that only look; the engine runs the rest. */
import { decodeText, encodeText } from '../../host/bytes';
import type { Program } from '../../host/program';
import type { Call, Reply, SocketRow } from '../../host/system-call';

export type Canned = {
  /** Columns of the terminal on all descriptors; null for pipes. */
  columns?: number | null;
  user?: string;
  files?: Readonly<Record<string, string>>;
  sockets?: readonly SocketRow[];
  /** Replies to other calls; undefined is EINVAL. */
  reply?: (call: Call) => Reply | undefined;
};

export type Run = { out: string; error: string; both: string; status: number };

/** Runs `program` with `line` split at spaces (quotes are not read). */
export function runCanned(program: Program, argv: string[], canned: Canned = {}): Run {
  const columns = canned.columns ?? null;
  const run: Run = { out: '', error: '', both: '', status: 0 };
  const open = new Map<number, string>();
  let next = 3;
  const answer = (call: Call): Reply => {
    const special = canned.reply?.(call);
    if (special) return special;
    switch (call.call) {
      case 'write': {
        const text = decodeText(call.data);
        run.both += text;
        if (call.fd === 2) run.error += text;
        else run.out += text;
        return { ok: true, value: call.data.length };
      }
      case 'isatty':
        return { ok: true, value: columns !== null };
      case 'sockets':
        return { ok: true, value: canned.sockets ?? [] };
      case 'whoami':
        return { ok: true, value: { user: canned.user ?? 'you', uid: 1000 } };
      case 'now':
        return { ok: true, value: 0 };
      case 'open': {
        const text = canned.files?.[call.path];
        if (text === undefined) return { ok: false, errno: 'ENOENT' };
        open.set(next, encodeText(text));
        next += 1;
        return { ok: true, value: next - 1 };
      }
      case 'read': {
        const rest = open.get(call.fd) ?? '';
        open.set(call.fd, '');
        return { ok: true, value: rest };
      }
      case 'close':
      case 'signal':
        return { ok: true, value: null };
      default:
        return { ok: false, errno: 'EINVAL' };
    }
  };
  const routine = program.main({
    pid: 100,
    argv,
    env: {},
    cwd: '/home/you',
    user: canned.user ?? 'you',
    host: 'laptop',
    columns: columns ?? 80,
  });
  let step = routine.next();
  for (let calls = 0; !step.done; calls += 1) {
    if (calls > 10_000) throw new Error(`${program.name} does not end`);
    if (step.value.call === 'exit') {
      run.status = step.value.status;
      return run;
    }
    step = routine.next(answer(step.value));
  }
  run.status = step.value;
  return run;
}
