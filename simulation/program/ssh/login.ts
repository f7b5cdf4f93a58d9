/** Who may log in: keys of ~/.ssh/authorized_keys, then passwords of /etc/shadow. */
import type { Routine } from '../../host/program';
import { readFile, sys } from '../../host/system';
import { findAccount, isPassword } from '../secret/passwords';
import type { Inbox } from '../socket-io';
import { findPublicKey, formatPublicKey } from './keys';
import { awaitMessage, type Login, sendMessage, type ToServer } from './wire';

const METHODS = 'publickey,password';
/** sshd_config(5), MaxAuthTries. */
const MOST_TRIES = 6;

/** Lets the caller try until one is accepted: the user, or null where none is. */
export function* acceptLogin(inbox: Inbox): Routine<string | null> {
  const login = yield* awaitMessage<ToServer>(inbox);
  if (!login || !('user' in login)) return null;
  let accepted = (yield* isOpen()) || (yield* hasAuthorizedKey(login));
  for (let wrong = 0; ; wrong += 1) {
    if (!accepted && wrong === MOST_TRIES) {
      yield* sendMessage(inbox.fd, { goodbye: 'Too many authentication failures' });
      return null;
    }
    yield* sendMessage(inbox.fd, { accepted, methods: METHODS });
    if (accepted) return login.user;
    const next = yield* awaitMessage<ToServer>(inbox);
    if (!next || !('password' in next)) return null;
    // sshd_config(5): PermitRootLogin is prohibit-password where nothing is said.
    accepted = login.user !== 'root' && (yield* isPassword(login.user, next.password));
  }
}

/** A host without passwords lets in who calls, as one does that has everybody's key. */
function* isOpen(): Routine<boolean> {
  return !(yield* sys.stat('/etc/shadow')).ok;
}

function* hasAuthorizedKey({ user, keys }: Login): Routine<boolean> {
  const account = yield* findAccount(user);
  if (!account) return false;
  const text = yield* readFile(`${account.home}/.ssh/authorized_keys`);
  const rows = (text.ok ? text.value : '').split('\n').filter((row) => !row.startsWith('#'));
  return rows.some((row) => {
    const key = findPublicKey(row);
    return key !== null && keys.includes(formatPublicKey(key));
  });
}
