import { describe, expect, it } from 'vitest';
import { challenge, createVerifier } from './scram';

// The example of RFC 7677, section 3: user "user", password "pencil".
const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
const first = 'n,,n=user,r=rOprNGfwEbeRWgbNEkqO';
const nonce = '%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
const whole = `rOprNGfwEbeRWgbNEkqO${nonce}`;
const proof = 'dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=';

describe('SCRAM-SHA-256', () => {
  const asked = challenge(first, createVerifier('pencil', salt), nonce);

  it('asks and answers as the example of RFC 7677', () => {
    expect(asked?.text).toBe(`r=${whole},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`);
    expect(asked?.check(`c=biws,r=${whole},p=${proof}`)).toEqual({
      ok: true,
      signature: 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
    });
  });

  it.each([
    [
      'another password',
      challenge(first, createVerifier('pen', salt), nonce),
      'biws',
      whole,
      proof,
    ],
    ['another nonce', asked, 'biws', 'rOprNGfwEbeRWgbNEkqO', proof],
    ['another binding', asked, 'eSws', whole, proof],
    ['a proof that is cut off', asked, 'biws', whole, proof.slice(0, 20)],
    ['no proof', asked, 'biws', whole, ''],
  ])('refuses %s', (_what, with_, binding, given, shown) => {
    expect(with_?.check(`c=${binding},r=${given},p=${shown}`)).toEqual({ ok: false });
  });

  it.each(['', 'n,,', 'p=tls-server-end-point,,n=,r=abc', 'n,,n=a', 'n,,n=a,r='])(
    'does not begin with %j',
    (text) => {
      expect(challenge(text, createVerifier('pencil', salt, 1), nonce)).toBeNull();
    },
  );
});
