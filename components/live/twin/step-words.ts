/** A step and its outcome as a line of text, the way a manual page writes a call. Pure. */
import { twinWords } from '@/content/messages/twin';
import type { OracleOutcomeStep, OracleStep } from '@/contract/oracle';

const end = ({ addr = '', port = 0 }: OracleStep) => `${addr}:${port}`;

function argumentsOf(step: OracleStep): (string | number)[] {
  const { op, sock = '', type, option, value, backlog, data, size, how, as, of } = step;
  const bytes = data === undefined ? `${size ?? 0} bytes` : JSON.stringify(data);
  switch (op) {
    case 'socket':
      return [type ?? ''];
    case 'bind':
    case 'connect':
      return [sock, end(step)];
    case 'listen':
      return [sock, backlog ?? 0];
    case 'accept':
      return as ? [sock] : [];
    case 'send':
      return [sock, bytes];
    case 'sendto':
      return [sock, bytes, end(step)];
    case 'setsockopt':
      return [sock, option ?? '', Array.isArray(value) ? `{${value.join(', ')}}` : (value ?? 0)];
    case 'getsockopt':
      return [sock, option ?? ''];
    case 'shutdown':
      return [sock, { rd: 'SHUT_RD', wr: 'SHUT_WR', rdwr: 'SHUT_RDWR' }[how ?? 'rdwr']];
    case 'await':
      return [of ?? ''];
    default:
      return sock ? [sock] : [];
  }
}

/** For example `x = accept(l)`. */
export function formatCall(step: OracleStep): string {
  const { op, sock, as, ms } = step;
  if (op === 'sleep') return twinWords.sleeps(ms ?? 0);
  if (op === 'await') return twinWords.waits(step.of ?? '');
  const call = `${op}(${argumentsOf(step).join(', ')})`;
  if (op === 'socket') return `${sock ?? ''} = ${call}`;
  return op === 'accept' && as ? `${as} = ${call}` : call;
}

/** For example `ok · local 127.0.0.1:8000`, or an errno. */
export function formatOutcome({ result, value, took_s }: OracleOutcomeStep): string {
  const words: string[] = [result === 'blocked' ? twinWords.blocked : result];
  for (const key of ['local', 'peer', 'from', 'value'] as const) {
    const text = value?.[key];
    if (text !== undefined) words.push(`${key} ${text}`);
  }
  if (value?.n !== undefined) words.push(twinWords.bytes(value.n));
  if (value?.data) words.push(JSON.stringify(value.data));
  if (value?.events) words.push(value.events.join(' '));
  if (took_s !== undefined) words.push(twinWords.took(took_s));
  return words.join(' · ');
}
