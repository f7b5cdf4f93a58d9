/** Explains a conversation of SMTP, and hands over to TLS after STARTTLS. RFC 5321. Pure and total. */
import type { WireField } from '@/contract/lab-service';
import { field, type Line, linesOf } from '../fields';
import { annotateTls } from '../https/annotate-tls';
import type { Turn } from '../service';
import { mailExplainer } from './annotate-mail';
import { commands, extensions, replies, replyKinds } from './smtp-words';

/** Longest login word that is shown decoded. */
const SHOWN = 120;

const readable = (bytes: Buffer) =>
  bytes
    .toString('utf8')
    .slice(0, SHOWN)
    .replace(/\p{Cc}/gu, ' ')
    .trim();

const fromBase64 = (text: string) => Buffer.from(text, 'base64');

/** RFC 4616: whose mailbox, user and password, with a zero byte before each of the last two. */
function explainPlain(text: string): string {
  const parts = fromBase64(text).toString('latin1').split('\0');
  if (parts.length !== 3) return `base64 of “${readable(fromBase64(text))}”`;
  const [, user = '', password = ''] = parts.map((part) => readable(Buffer.from(part, 'latin1')));
  return `base64, which hides nothing: user “${user}”, password “${password}”`;
}

/** A line in answer to 334. RFC 4954, 4 */
function explainCredentials(text: string): string {
  if (text === '*') return 'the login is given up';
  if (text.includes(' ')) return 'not an answer to the login';
  const bytes = fromBase64(text);
  return bytes.includes(0)
    ? explainPlain(text)
    : `base64, which hides nothing: “${readable(bytes)}”`;
}

/** What follows the code of a reply. */
function explainWords(code: string, rest: string, extension: string | undefined): string {
  if (code !== '334') return extension ?? 'the same in words, for people';
  return rest === ''
    ? 'nothing is asked: send all of it'
    : `base64 of “${readable(fromBase64(rest))}”`;
}

type State = {
  /** What the client's next lines are. */
  mode: 'commands' | 'login' | 'mail' | 'tls';
  /** STARTTLS was said and not answered yet. */
  asksTls: boolean;
  explainMail: ReturnType<typeof mailExplainer>;
};

function explainCommand(line: Line, state: State): WireField[] {
  const { at, length, text } = line;
  const [verb = '', ...rest] = text.split(' ');
  const name = verb.toUpperCase();
  const say = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!say) {
    return [field(at, length, 'line', text === '' ? 'an empty line' : 'no command of SMTP')];
  }
  if (name === 'STARTTLS') state.asksTls = true;
  if (name !== 'AUTH') return [field(at, length, name, say(rest.join(' ')))];
  const [method = '', initial] = rest;
  const how = `${say('')}, in the way called ${method}`;
  if (initial === undefined) return [field(at, length, name, how)];
  const head = verb.length + method.length + 2;
  const meaning =
    method.toUpperCase() === 'PLAIN'
      ? explainPlain(initial)
      : `base64 of “${readable(fromBase64(initial))}”`;
  return [field(at, head, name, how), field(at + head, length - head, 'credentials', meaning)];
}

function explainClient(bytes: Uint8Array, state: State): WireField[] {
  return linesOf(bytes).flatMap((line) => {
    const { at, length, text } = line;
    if (state.mode === 'mail') {
      if (text === '.') {
        state.mode = 'commands';
        return [field(at, length, 'end', 'a full stop alone in a line: the mail is over')];
      }
      return [state.explainMail(at, length, text)];
    }
    if (state.mode === 'login') {
      return [field(at, length, 'credentials', explainCredentials(text))];
    }
    return explainCommand(line, state);
  });
}

function explainReply({ at, length, text }: Line, first: boolean, state: State): WireField[] {
  const match = /^(\d{3})([ -])(.*)$/.exec(text);
  if (!match) return [field(at, length, 'line', 'a line without a code')];
  const [, code = '', mark, rest = ''] = match;
  const meaning = replies[code] ?? replyKinds[code[0] ?? ''] ?? 'an unknown kind of answer';
  const more = mark === '-' ? '; more lines follow' : '';
  const keyword = rest.split(' ')[0]?.toUpperCase() ?? '';
  const known = code === '250' && !first && Object.hasOwn(extensions, keyword);
  const words = explainWords(code, rest, known ? extensions[keyword] : undefined);
  if (mark === ' ') {
    state.mode = code === '220' && state.asksTls ? 'tls' : 'commands';
    state.asksTls = false;
    if (code === '354') {
      state.mode = 'mail';
      state.explainMail = mailExplainer();
    }
    if (code === '334') state.mode = 'login';
  }
  const head = Math.min(4, length);
  const code3 = field(at, head, `code ${code}`, meaning + more);
  return length > head ? [code3, field(at + head, length - head, 'text', words)] : [code3];
}

export function annotateSmtp(turns: readonly Turn[]): WireField[][] {
  const state: State = { mode: 'commands', asksTls: false, explainMail: mailExplainer() };
  return turns.map(({ from, bytes }) => {
    if (state.mode === 'tls') return annotateTls(bytes);
    if (from === 'client') return explainClient(bytes, state);
    return linesOf(bytes).flatMap((line, index) => explainReply(line, index === 0, state));
  });
}
