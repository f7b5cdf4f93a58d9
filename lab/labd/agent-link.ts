/** labd's end of the line to one process of a sandbox: an agent, or the service process. */
import type { Duplex } from 'node:stream';
import type { TraceEvent } from '@/contract/trace';
import type { AgentCalls, AgentMessage } from '../agent/agent-protocol';
import { readJsonLines, writeJsonLine } from '../json-lines';
import type { Ask, Told } from '../service/leased-database';
import { LabError } from './labd-protocol';

/** An agent's answer may carry a whole socket table. */
const ANSWER_LIMIT = 256 * 1024;

type Waiting = { resolve: (value: unknown) => void; reject: (error: Error) => void };
type Calls<C> = { [K in keyof C]: { args: unknown; value: unknown } };
type Args<A> = A extends null ? [] : [args: A];

export type ProcessLink<C extends Calls<C>> = {
  ready: Promise<void>;
  /** Fulfilled when the process can no longer be spoken to. */
  gone: Promise<void>;
  lose: () => void;
  /** Rejects with a LabError; a process that does not answer in time is lost. */
  request<K extends keyof C & string>(op: K, ...rest: Args<C[K]['args']>): Promise<C[K]['value']>;
};
export type AgentLink = ProcessLink<AgentCalls>;

/**
 * `onGone` is called once, when the process can no longer be spoken to. `onAsk` answers what a
 * service asks of its database; a rejection tells it that there is none any more.
 */
export function createProcessLink<C extends Calls<C>>(
  channel: Duplex,
  operationMs: number,
  onEvent: (event: TraceEvent) => void,
  onGone: () => void,
  answerLimit = ANSWER_LIMIT,
  onAsk: (bytes: string) => Promise<string> = () => Promise.reject(new Error('no database')),
): ProcessLink<C> {
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let gone = false;
  let wentAway: () => void = () => {};
  const whenGone = new Promise<void>((resolve) => {
    wentAway = resolve;
  });
  let greeted: () => void = () => {};
  const ready = new Promise<void>((resolve) => {
    greeted = resolve;
  });

  const lose = () => {
    if (gone) return;
    gone = true;
    channel.destroy();
    for (const { reject } of waiting.values()) {
      reject(new LabError('session-ended', 'The sandbox has ended.'));
    }
    waiting.clear();
    wentAway();
    onGone();
  };

  readJsonLines(
    channel,
    (value) => {
      const message = value as AgentMessage | Ask;
      if ('event' in message) return onEvent(message.event);
      if ('ready' in message) return greeted();
      if ('ask' in message) {
        const tell = (bytes: string | null) =>
          writeJsonLine(channel, { told: message.ask, bytes } satisfies Told);
        return void onAsk(message.bytes).then(tell, () => tell(null));
      }
      const asked = waiting.get(message.id);
      waiting.delete(message.id);
      if (!asked) return;
      if (message.ok) asked.resolve(message.value);
      else asked.reject(new LabError(agentCodes[message.code], message.detail));
    },
    lose,
    answerLimit,
  );
  channel.on('close', lose);
  channel.on('error', lose);

  return {
    ready,
    gone: whenGone,
    lose,
    request(op, ...rest) {
      if (gone) return Promise.reject(new LabError('session-ended', 'The sandbox has ended.'));
      const id = nextId++;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(lose, operationMs + 2_000);
        const settle =
          <T>(then: (value: T) => void) =>
          (value: T) => {
            clearTimeout(timer);
            then(value);
          };
        waiting.set(id, {
          resolve: settle(resolve as (value: unknown) => void),
          reject: settle(reject),
        });
        writeJsonLine(channel, rest.length ? { id, op, args: rest[0] } : { id, op });
      });
    },
  };
}

const agentCodes = {
  limit: 'limit',
  'not-allowed': 'address-not-allowed',
  failed: 'failed',
} as const;
