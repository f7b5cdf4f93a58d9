/** From a pair and what is broken to what is done in the world: lines to type, in their order. Pure. */
import {
  type Bind,
  type Caller,
  type CallerId,
  callers,
  callLine,
  type SwitchId,
  serverLine,
  switches,
} from '@/content/messages/who-can-reach';
import type { Action } from '@/contract/action';

/** A pair of the matrix, under what is broken meanwhile. */
export type Call = { bind: Bind; caller: CallerId; broken: readonly SwitchId[] };

/** The same text for the same call, whatever the order of what is broken. */
export function keyOf({ bind, caller, broken }: Call): string {
  return [bind, caller, ...[...broken].sort()].join(' ');
}

export function callerOf(id: CallerId): Caller {
  const found = callers.find((caller) => caller.id === id);
  if (found === undefined) throw new Error(`there is no caller ${id}`);
  return found;
}

/** What is done before anybody calls: the machines are set, Django starts, and perhaps stops. */
export function planSetting({ bind, broken }: Omit<Call, 'caller'>): Action[] {
  const chosen = switches.filter(({ id }) => broken.includes(id));
  const set = (after: boolean) =>
    chosen.filter((one) => one.after === after).map(({ host, tty, line }) => act(host, tty, line));
  return [
    ...set(false),
    { do: 'type', host: 'laptop', tty: 0, line: serverLine(bind) },
    ...set(true),
  ];
}

/** The call itself. */
export function planCall({ caller }: Pick<Call, 'caller'>): Action {
  const { host, tty, target } = callerOf(caller);
  return { do: 'type', host, tty, line: callLine({ target }) };
}

const act = (host: string, tty: number, line: string | null): Action =>
  line === null ? { do: 'key', host, tty, key: 'C' } : { do: 'type', host, tty, line };
