/** AUTH of swaks: LOGIN, then PLAIN, of those that the server offers and the line asks for. */
import { encodeText } from '../../host/bytes';
import type { Routine } from '../../host/program';
import type { Reply } from '../../program/postfix/smtp-reply';
import { encodeBase64 } from '../../program/secret/base64';
import { exchange, type Talk } from './swaks-talk';

export function* authenticate(
  talk: Talk,
  hello: Reply,
): Routine<'good' | 'absent' | 'failed' | 'lost'> {
  const { authTypes, authPlain, user, password } = talk.settings;
  const row = hello.lines.find((line) => /^250.AUTH\b/.test(line));
  if (row === undefined) {
    yield* talk.show('***', 'Host did not advertise authentication');
    return 'absent';
  }
  const offered = row
    .slice(4)
    .toUpperCase()
    .split(/[\s=]+/);
  const wanted = authTypes.length === 0 || authTypes.includes('ANY') ? null : authTypes;
  const types = ['LOGIN', 'PLAIN'].filter(
    (one) => offered.includes(one) && (wanted === null || wanted.includes(one)),
  );
  if (types.length === 0) {
    yield* talk.show('***', 'Auth not attempted, requested type not available');
    return 'absent';
  }
  const code = (text: string) => encodeBase64(encodeText(text));
  const say = (before: string, text: string, wantedCode: number) => {
    const shown = authPlain ? text.replaceAll('\0', '\\0') : code(text);
    return exchange(talk, before + code(text), wantedCode, before + shown);
  };
  for (const type of types) {
    let reply: Reply | null;
    if (type === 'PLAIN') reply = yield* say('AUTH PLAIN ', `\0${user}\0${password}`, 235);
    else {
      reply = yield* exchange(talk, 'AUTH LOGIN', 334);
      if (reply?.code === 334) reply = yield* say('', user ?? '', 334);
      if (reply?.code === 334) reply = yield* say('', password ?? '', 235);
    }
    if (!reply) return 'lost';
    if (reply.code === 235) return 'good';
  }
  yield* talk.show('***', 'No authentication type succeeded');
  return 'failed';
}
