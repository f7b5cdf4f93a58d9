/** labd's end of the line to one agent. */
import type { Duplex } from 'node:stream';
import type { TraceEvent } from '@/contract/trace';
import type { AgentMessage, AgentReplies, AgentRequest } from '../agent/agent-protocol';
import { readJsonLines, writeJsonLine } from '../json-lines';
import { LabError } from './labd-protocol';

/** An agent's answer may carry a whole socket table. */
const ANSWER_LIMIT = 256 * 1024;

type Waiting = { resolve: (value: unknown) => void; reject: (error: Error) => void };
type Args<K extends AgentRequest['op']> =
  Extract<AgentRequest, { op: K }> extends { args: infer A } ? [A] : [];

export type AgentLink = ReturnType<typeof createAgentLink>;

/** `onGone` is called once, when the agent can no longer be spoken to. */
export function createAgentLink(
  channel: Duplex,
  operationMs: number,
  onEvent: (event: TraceEvent) => void,
  onGone: () => void,
) {
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let gone = false;
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
    onGone();
  };

  readJsonLines(
    channel,
    (value) => {
      const message = value as AgentMessage;
      if ('event' in message) return onEvent(message.event);
      if ('ready' in message) return greeted();
      const asked = waiting.get(message.id);
      waiting.delete(message.id);
      if (!asked) return;
      if (message.ok) asked.resolve(message.value);
      else asked.reject(new LabError(agentCodes[message.code], message.detail));
    },
    lose,
    ANSWER_LIMIT,
  );
  channel.on('close', lose);
  channel.on('error', lose);

  return {
    ready,
    lose,
    /** Rejects with a LabError; an agent that does not answer in time is lost. */
    request<K extends AgentRequest['op']>(op: K, ...rest: Args<K>): Promise<AgentReplies[K]> {
      if (gone) return Promise.reject(new LabError('session-ended', 'The sandbox has ended.'));
      const id = nextId++;
      return new Promise<AgentReplies[K]>((resolve, reject) => {
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
