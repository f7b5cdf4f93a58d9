/** Logging in: keys first, then a password, asked for at the terminal. */
import { formatErrno } from '../../host/error-text';
import type { ProgramContext, Routine } from '../../host/program';
import { printError, readFile, sys } from '../../host/system';
import type { Inbox } from '../../program/socket-io';
import { findPublicKey, formatPublicKey } from '../../program/ssh/keys';
import { awaitMessage, sendMessage, type ToClient } from '../../program/ssh/wire';
import { askTerminal } from '../ask-terminal';
import type { SshSettings } from './ssh-settings';

const usual = ['id_rsa', 'id_ecdsa', 'id_ed25519'];

/** Public halves of the private keys at hand. */
function* findKeys(settings: SshSettings, home: string): Routine<string[]> {
  const named: string[] = [];
  for (const path of settings.identities.map((one) => one.replace(/^~(?=\/)/, home))) {
    const there = yield* sys.stat(path);
    if (there.ok) named.push(path);
    else if (settings.says === 'all') {
      const reason = formatErrno(there.errno);
      yield* printError(`Warning: Identity file ${path} not accessible: ${reason}.\n`);
    }
  }
  const keys: string[] = [];
  const paths = named.length > 0 ? named : usual.map((name) => `${home}/.ssh/${name}`);
  for (const path of settings.byKey ? paths : []) {
    if (!(yield* readFile(path)).ok) continue;
    const half = yield* readFile(`${path}.pub`);
    const key = half.ok ? findPublicKey(half.value) : null;
    if (key) keys.push(formatPublicKey(key));
  }
  return keys;
}

/** `closed`: the server has hung up without a word. */
type LoginEnd = 'accepted' | 'denied' | 'closed' | { goodbye: string };

/** Logs in at the server. With `byPassword` false none is sent. */
export function* logIn(
  settings: SshSettings,
  inbox: Inbox,
  { env, pid }: ProgramContext,
  byPassword: boolean,
): Routine<LoginEnd> {
  const { user, host } = settings;
  const keys = yield* findKeys(settings, env['HOME'] ?? '/');
  yield* sendMessage(inbox.fd, { user, keys });
  const most = byPassword && settings.byPassword && !settings.batch ? settings.prompts : 0;
  for (let tried = 0; ; tried += 1) {
    const answer = yield* awaitMessage<ToClient>(inbox);
    if (answer && 'goodbye' in answer) return answer;
    if (!answer || !('accepted' in answer)) return 'closed';
    if (answer.accepted) return 'accepted';
    if (tried === most) {
      if (settings.says !== 'nothing') {
        yield* printError(`${user}@${host}: Permission denied (${answer.methods}).\r\n`);
      }
      return 'denied';
    }
    if (tried > 0 && settings.says !== 'nothing') {
      yield* printError('Permission denied, please try again.\r\n');
    }
    const password = yield* askTerminal(`${user}@${host}'s password: `, true, pid);
    yield* sendMessage(inbox.fd, { password });
  }
}
