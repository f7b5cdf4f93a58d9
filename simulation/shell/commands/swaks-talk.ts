/** One line said and its reply heard, both shown: `->` in clear, `~>` through TLS. */
import { decodeText, encodeText } from '../../host/bytes';
import type { Routine } from '../../host/program';
import { type Reply, receiveReply } from '../../program/postfix/smtp-reply';
import { type Inbox, say } from '../../program/socket-io';
import type { SwaksSettings } from './swaks-options';

export type Talk = {
  settings: SwaksSettings;
  inbox: Inbox;
  show: (sign: string, text: string) => Routine;
};

/** Says a line, shown as `shown`, and hears the reply; null where the connection ended. */
export function* exchange(
  talk: Talk,
  line: string | null,
  wanted: number,
  shown = line,
): Routine<Reply | null> {
  if (line !== null) {
    yield* talk.show(talk.inbox.seal ? ' ~>' : ' ->', shown ?? line);
    if (!(yield* say(talk.inbox, encodeText(`${line}\r\n`))).ok) return null;
  }
  return yield* hear(talk, wanted);
}

export function* hear({ inbox, show }: Talk, wanted: number): Routine<Reply | null> {
  const reply = yield* receiveReply(inbox);
  if (!reply) {
    yield* show('***', 'Remote host closed connection unexpectedly.');
    return null;
  }
  const [good, bad] = inbox.seal ? ['<~ ', '<~*'] : ['<- ', '<**'];
  for (const line of reply.lines) {
    yield* show(reply.code === wanted ? good : bad, decodeText(line));
  }
  return reply;
}
