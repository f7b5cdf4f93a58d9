/** The server's half of SCRAM-SHA-256: RFC 5802 and RFC 7677. Pure; the nonce is an argument. */
import { createHash, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';

/** What a server keeps of a password: enough to check a proof, not enough to make one. */
export type Verifier = { salt: Buffer; iterations: number; storedKey: Buffer; serverKey: Buffer };

const hmac = (key: Uint8Array, text: string) => createHmac('sha256', key).update(text).digest();
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

export function createVerifier(password: string, salt: Buffer, iterations = 4096): Verifier {
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, 32, 'sha256');
  return {
    salt,
    iterations,
    storedKey: sha256(hmac(salted, 'Client Key')),
    serverKey: hmac(salted, 'Server Key'),
  };
}

export type Challenge = {
  /** server-first-message */
  text: string;
  /** Judges the client-final-message; `signature` is the server's own proof, or null: no. */
  check: (final: string) => { ok: true; signature: string } | { ok: false };
};

/**
 * @param first client-first-message, e.g. `n,,n=user,r=nonce`.
 * @param nonce the server's part, printable and without a comma.
 * Null when it is no such message, or asks for channel binding, which was not offered.
 */
export function challenge(first: string, verifier: Verifier, nonce: string): Challenge | null {
  const found = /^(([ny]),(?:a=[^,]*)?,)(n=[^,]*,r=([\x21-\x2b\x2d-\x7e]{1,200}))$/.exec(first);
  if (!found) return null;
  const [, header = '', , bare = '', clientNonce = ''] = found;
  const whole = `${clientNonce}${nonce}`;
  const text = `r=${whole},s=${verifier.salt.toString('base64')},i=${verifier.iterations}`;
  return {
    text,
    check(final) {
      const parts = /^(c=([A-Za-z0-9+/=]*),r=([^,]*)),p=([A-Za-z0-9+/=]{1,64})$/.exec(final);
      if (!parts) return { ok: false };
      const [, withoutProof = '', binding = '', given, proof = ''] = parts;
      if (given !== whole || Buffer.from(binding, 'base64').toString('latin1') !== header) {
        return { ok: false };
      }
      const signed = `${bare},${text},${withoutProof}`;
      const mask = hmac(verifier.storedKey, signed);
      const sent = Buffer.from(proof, 'base64');
      if (sent.length !== mask.length) return { ok: false };
      const clientKey = Buffer.from(mask.map((byte, index) => byte ^ (sent[index] ?? 0)));
      if (!timingSafeEqual(sha256(clientKey), verifier.storedKey)) return { ok: false };
      return { ok: true, signature: `v=${hmac(verifier.serverKey, signed).toString('base64')}` };
    },
  };
}
