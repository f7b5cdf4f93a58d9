/** Work that the queue manager gives to a process of its own: a job on its input, a result on its output. */

import { encodeText } from '../../host/bytes';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, readAllText, sys } from '../../host/system';
import { writeAll } from '../socket-io';
import { type Message, parseMessage, type Recipient } from './queue';

/** How a delivery ended, in the words of the log. */
export type Result = {
  status: 'sent' | 'deferred' | 'bounced';
  relay: string;
  dsn: string;
  reason: string;
  /** What the other side's server said, where it was one. */
  diagnostic?: string;
  remote?: string;
};

export function failed(reason: string): Result {
  return { status: 'deferred', relay: 'none', dsn: '4.3.0', reason };
}

/** The program `name`, which answers a message with one recipient by a result. */
export function createAgent(
  name: string,
  summary: string,
  deliver: (context: ProgramContext, message: Message, recipient: Recipient) => Routine<Result>,
): Program {
  return {
    name,
    usage: `${name} (started by qmgr)`,
    summary,
    main: function* (context) {
      const text = yield* readAllText(0);
      const message = text.ok ? parseMessage(text.value) : null;
      const recipient = message?.recipients[0];
      if (!message || !recipient) return 1;
      yield* print(JSON.stringify(yield* deliver(context, message, recipient)));
      return 0;
    },
  };
}

/** Runs the agent `program`, as `user` where given, and hears how it went. */
export function* runAgent(
  program: string,
  message: Message,
  user?: string,
): Routine<{ pid: number; result: Result }> {
  const input = yield* sys.pipe();
  const output = yield* sys.pipe();
  if (!input.ok || !output.ok) return { pid: 0, result: failed('no pipe') };
  const started = yield* sys.spawn({
    ...{ program, argv: [program, '-t', 'unix'] },
    fds: { 0: input.value[0], 1: output.value[1] },
    ...(user === undefined ? {} : { user }),
  });
  yield* sys.close(input.value[0]);
  yield* sys.close(output.value[1]);
  yield* writeAll(input.value[1], encodeText(JSON.stringify(message)));
  yield* sys.close(input.value[1]);
  const text = yield* readAllText(output.value[0]);
  yield* sys.close(output.value[0]);
  if (started.ok) yield* sys.wait({ pid: started.value });
  const pid = started.ok ? started.value : 0;
  if (!text.ok || text.value === '') return { pid, result: failed(`unknown mail transport error`) };
  return { pid, result: JSON.parse(text.value) as Result };
}
