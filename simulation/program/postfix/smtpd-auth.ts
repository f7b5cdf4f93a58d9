/** AUTH of smtpd (RFC 4954): PLAIN and LOGIN, with the passwords of /etc/shadow. */
import { decodeText } from '../../host/bytes';
import type { Routine } from '../../host/program';
import { decodeBase64 } from '../secret/base64';
import { isPassword } from '../secret/passwords';
import { receiveLine, say } from '../socket-io';
import { type Answer, formatPeer, type Session } from './smtp-session';
import type { Call } from './smtpd-call';

type Done = { reply: string; user: Session['user'] };
/** What one message of the client came to; the reason where it is no Base 64. */
type Heard = { text: string } | { reason: string };

function decode(message: string, when: 'initial' | 'continued'): Heard {
  const bytes = message === '=' ? '' : decodeBase64(message);
  return bytes === null
    ? { reason: `Invalid base64 data in ${when} response` }
    : { text: decodeText(bytes) };
}

function* ask({ inbox }: Call, prompt: string): Routine<Heard | 'aborted'> {
  yield* say(inbox, `334 ${prompt}\r\n`);
  const line = yield* receiveLine(inbox, 12288);
  const message = line.ok ? line.value.trim() : '*';
  return message === '*' ? 'aborted' : decode(message, 'continued');
}

/** Carries AUTH to its end. */
export function* authenticate(
  call: Call,
  { method, first }: NonNullable<Answer['auth']>,
): Routine<Done> {
  const given = first === null ? null : decode(first, 'initial');
  let user = '(unavailable)';
  let reason = 'Invalid authentication mechanism';
  if (method === 'PLAIN' || method === 'LOGIN') {
    const one = given ?? (yield* ask(call, method === 'PLAIN' ? '' : 'VXNlcm5hbWU6'));
    const two =
      method === 'LOGIN' && one !== 'aborted' && 'text' in one ? yield* askWord(call) : one;
    if (one === 'aborted' || two === 'aborted') {
      return { reply: '501 5.7.0 Authentication aborted', user: null };
    }
    if ('reason' in one) reason = one.reason;
    else if ('reason' in two) reason = two.reason;
    else {
      const words = method === 'LOGIN' ? ['', one.text, two.text] : one.text.split('\0');
      const [, name = '', password = ''] = words;
      if (words.length === 3 && (yield* isPassword(name, password))) {
        return { reply: '235 2.7.0 Authentication successful', user: { name, method } };
      }
      reason = words.length === 3 ? '(reason unavailable)' : 'invalid input';
      if (words.length === 3) user = name.replace(/[^\x20-\x7e]/g, '?').slice(0, 64);
    }
  }
  const peer = formatPeer(call.facts);
  yield* call.log(
    `warning: ${peer}: SASL ${method} authentication failed: ${reason}, sasl_username=${user}`,
  );
  return { reply: `535 5.7.8 Error: authentication failed: ${reason}`, user: null };
}

const askWord = (call: Call) => ask(call, 'UGFzc3dvcmQ6');
