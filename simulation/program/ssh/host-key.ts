/** The key that a host shows its callers. */
import type { ProgramContext, Routine } from '../../host/program';
import { readFile, sys, writeFile } from '../../host/system';
import { createPublicKey, findPublicKey, formatPrivateKey, formatPublicKey } from './keys';

const FILE = '/etc/ssh/ssh_host_ed25519_key';

/** `count` bytes of chance. */
export function* drawBytes(count: number): Routine<string> {
  let bytes = '';
  for (let at = 0; at < count; at += 1) {
    const drawn = yield* sys.random(256);
    bytes += String.fromCharCode(drawn.ok ? drawn.value : 0);
  }
  return bytes;
}

/**
 * The host's public key. A host with passwords (/etc/shadow) that has no key yet is given one, as
 * Debian does when the package is installed; a host with neither is one that its callers have been
 * to before, and shows none.
 */
export function* loadHostKey({ host }: ProgramContext): Routine<string | null> {
  const kept = yield* readFile(`${FILE}.pub`);
  const found = kept.ok ? findPublicKey(kept.value) : null;
  if (found) return formatPublicKey(found);
  const guarded = yield* sys.stat('/etc/shadow');
  if (!guarded.ok) return null;
  const key = createPublicKey(yield* drawBytes(32));
  const secret = yield* drawBytes(32);
  yield* sys.mkdir('/etc/ssh');
  yield* writeFile(FILE, formatPrivateKey(key, secret, `root@${host}`));
  yield* sys.chmod(FILE, 0o600);
  yield* writeFile(`${FILE}.pub`, `${formatPublicKey(key)} root@${host}\n`);
  return formatPublicKey(key);
}
