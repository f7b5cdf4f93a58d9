/** One line of the event log for one thing that really happened. Pure. */
import type { TraceEvent } from '@/contract/trace';
import { place, printable } from './outcome-words';

export type EventLine = {
  /** `bind(23, 0.0.0.0:8000)` */
  text: string;
  /** What came back: `= 0`, `= ECONNREFUSED`; null while nothing has. */
  result: string | null;
  failed: boolean;
  /** A TCP state that was entered, in ss's word. */
  state: string | null;
  /** First line of what was sent or received. */
  detail: string | null;
};

const ssWord = (state: string) =>
  ({ ESTABLISHED: 'ESTAB', 'SYN-RECEIVED': 'SYN-RECV' })[state] ?? state;

const firstLine = (text: string) =>
  printable(text.slice(0, 200)).split('\n')[0]?.slice(0, 80) ?? '';

type Call = Extract<TraceEvent, { kind: 'call' }>;

function callArguments({ call, args, fd }: Call): string {
  const words: string[] = [];
  if (fd !== undefined) words.push(String(fd));
  const { addr, port, data, option, value, backlog, how, type } = args;
  if (call === 'socket') words.push(String(type));
  if (typeof addr === 'string' && typeof port === 'number') words.push(place({ addr, port }));
  if (typeof option === 'string') words.push(option, JSON.stringify(value));
  if (typeof backlog === 'number') words.push(String(backlog));
  if (typeof how === 'string') words.push(how);
  if (typeof data === 'string') words.push(`${data.length} bytes`);
  return words.join(', ');
}

function answerOf(call: string, value: unknown): { result: string; detail: string | null } {
  if (typeof value === 'number') return { result: `= ${value}`, detail: null };
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  const { n, data, fd, peer, local } = fields;
  if (typeof n === 'number') {
    return { result: `= ${n}`, detail: typeof data === 'string' && data ? firstLine(data) : null };
  }
  const end = (call === 'accept' ? peer : local) as { addr: string; port: number } | undefined;
  const detail = end ? `${call === 'accept' ? 'from' : 'as'} ${place(end)}` : null;
  return { result: `= ${typeof fd === 'number' ? fd : 0}`, detail };
}

/** Null for kinds of events that the lab does not write. */
export function eventLine(event: TraceEvent): EventLine | null {
  if (event.kind === 'state') {
    const peer = event.peer ? ` ↔ ${place(event.peer)}` : '';
    const text = `${place(event.local)}${peer}`;
    return { text, result: null, failed: false, state: ssWord(event.to), detail: null };
  }
  if (event.kind !== 'call') return null;
  const text = `${event.call}(${callArguments(event)})`;
  const sent = typeof event.args.data === 'string' ? firstLine(event.args.data) : null;
  const { result } = event;
  const base = { text, state: null, detail: sent };
  if (event.phase === 'start' || result === undefined) {
    return { ...base, result: null, failed: false };
  }
  if (!result.ok) return { ...base, result: `= ${result.errno}`, failed: true };
  const answer = answerOf(event.call, result.value);
  return { ...base, result: answer.result, failed: false, detail: answer.detail ?? sent };
}
