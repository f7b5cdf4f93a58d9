/** `openssl` 3.0.19 as Debian 12 brings it: the commands that a certificate's owner needs. */
import type { Program } from '../../host/program';
import { print, printError } from '../../host/system';
import { runClient } from './openssl-client';
import { runReq } from './openssl-req';
import { runVerify, runX509 } from './openssl-x509';

const version = 'OpenSSL 3.0.19 27 Jan 2026 (Library: OpenSSL 3.0.19 27 Jan 2026)\n';
const commands = { req: runReq, s_client: runClient, verify: runVerify, x509: runX509 } as const;

/** Commands of the real one that are not here. */
const others =
  /^(asn1parse|ca|ciphers|cms|crl|dgst|dhparam|ec|ecparam|enc|engine|errstr|genpkey|genrsa|help|info|kdf|list|mac|ocsp|passwd|pkcs12|pkcs7|pkcs8|pkey|pkeyutl|prime|rand|rehash|rsa|rsautl|s_server|s_time|sess_id|smime|speed|spkac|storeutl|ts)$/;

export const openssl: Program = {
  name: 'openssl',
  usage:
    'openssl s_client -connect HOST:PORT [-servername NAME] [-CAfile FILE] [-brief]\n' +
    'openssl x509 -in FILE -noout [-subject] [-issuer] [-dates] [-ext subjectAltName] [-text]\n' +
    'openssl req -x509 -newkey rsa:2048 -nodes -keyout FILE -out FILE -subj /CN=NAME\n' +
    'openssl verify [-CAfile FILE] FILE...\nopenssl version',
  summary: 'look at TLS connections and certificates, and make certificates',
  main: function* (context) {
    const [, word = '', ...args] = context.argv;
    if (Object.hasOwn(commands, word)) {
      return yield* commands[word as keyof typeof commands](context, args);
    }
    if (word === 'version') {
      yield* print(version);
      return 0;
    }
    yield* printError(
      word === '' || others.test(word)
        ? `openssl: only req, s_client, verify, version and x509 are in this simulation\n`
        : `Invalid command '${word}'; type "help" for a list.\n`,
    );
    return 1;
  },
};
