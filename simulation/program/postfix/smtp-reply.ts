/** What a mail server is heard to say, for those who deliver to it. */
import type { ProgramContext, Routine } from '../../host/program';
import { type Inbox, receiveLine } from '../socket-io';
import type { Parameters } from './settings';

/** The other side: its name with its address, and what this side goes by. */
export type Peer = {
  context: ProgramContext;
  parameters: Parameters;
  inbox: Inbox;
  name: string;
  port: number;
};

export type Reply = { code: number; lines: string[] };

/** A whole reply with all its lines (RFC 5321, section 4.2.1); null where the stream ends. */
export function* receiveReply(inbox: Inbox): Routine<Reply | null> {
  const lines: string[] = [];
  for (;;) {
    const line = yield* receiveLine(inbox);
    if (!line.ok || line.value === '') return null;
    const text = line.value.replace(/\r?\n$/, '');
    lines.push(text);
    const parts = /^(\d{3})(-?)/.exec(text);
    if (!parts?.[2]) return { code: Number(parts?.[1] ?? 0), lines };
  }
}
