/** What is written down of an operation: never what was said in it. */
import type { LabOperation } from './lab-client';
import { sessionHash } from './session-hash';

type Line = {
  time: string;
  op: string;
  /** Name of the sandbox: a hash, since its id would open it. */
  session?: string;
  host?: string;
  addr?: string;
  port?: number;
  service?: string;
  exchange?: string;
  /** `ok`, how a probe ended, the kernel's errno, or the code of a refusal. */
  result: string;
  ms: number;
};

type Fields = Record<string, unknown>;
const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

/** One word for how it ended. */
export function resultWord({ result }: Pick<LabOperation, 'result'>): string {
  if (!result.ok) return result.code;
  const { outcome, ok, errno, error } = fieldsOf(result.value);
  if (typeof outcome === 'string') return outcome;
  if (ok === false && typeof errno === 'string') return errno;
  const { code } = fieldsOf(error);
  return typeof code === 'string' && code !== '' ? code : error ? 'error' : 'ok';
}

/** Looking is no operation: pages do it all the time. */
const looks = new Set(['status', 'sockets', 'services', 'history', 'overview']);

/** The line of an operation as data, or null where none is written. */
export function describeOperation(done: LabOperation, time: string): Line | null {
  if (looks.has(done.op) && done.result.ok) return null;
  const args = fieldsOf(done.args);
  const request = fieldsOf(args.request);
  const opened = done.result.ok ? fieldsOf(done.result.value).session : null;
  const session = typeof opened === 'string' ? opened : args.session;
  const text = (name: string, value: unknown) =>
    typeof value === 'string' ? { [name]: value.slice(0, 60) } : {};
  return {
    time,
    op: done.op,
    ...(typeof session === 'string' && { session: sessionHash(session) }),
    // The operator closes a sandbox by that very name.
    ...text('session', args.name),
    ...text('host', request.host ?? request.from),
    ...text('addr', request.addr),
    ...(typeof request.port === 'number' && { port: request.port }),
    ...text('service', request.service ?? args.service),
    ...text('exchange', request.exchange),
    result: resultWord(done),
    ms: Math.round(done.ms),
  };
}
