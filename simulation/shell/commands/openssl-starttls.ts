/** What `openssl s_client -starttls` says in clear before the handshake (s_client.c of OpenSSL 3.0). */
import type { Routine } from '../../host/program';
import { printError, sys } from '../../host/system';
import { createInbox, receiveLine, sendAll } from '../../program/socket-io';
import { fromHex, unpackNumber } from '../../program/tls/bytes';

/** The protocols that the real one knows, in the order in which it lists them. */
const known =
  'smtp pop3 imap ftp xmpp xmpp-server telnet irc mysql postgres lmtp nntp sieve ldap'.split(' ');

/** The complaint about a word after -starttls, or null. */
export function checkProtocol(word: string): string | null {
  if (Object.hasOwn(protocols, word)) return null;
  return known.includes(word)
    ? `s_client: -starttls ${word} is not in this simulation\n`
    : `s_client: Value must be one of:\n${known.map((one) => `\t${one}\n`).join('')}`;
}

/** The conversation in clear: whole lines, or whatever one recv(2) gives. */
type Clear = {
  line: () => Routine<string>;
  chunk: () => Routine<string>;
  say: (bytes: string) => Routine;
  name: string;
};
/** `show` is left over, to be shown after the report; null where there will be no TLS. */
type Asked = { show: string } | null;

/** Bytes count as those of the handshake do. */
export type Prelude = { asked: Asked; read: number; written: number };

/** Asks the server on `fd` for TLS; `name` is the -name option. */
export function* askForTls(fd: number, word: string, name: string): Routine<Prelude> {
  const ask = Object.hasOwn(protocols, word) ? protocols[word] : undefined;
  const inbox = createInbox(fd);
  let [read, written] = [0, 0];
  const clear: Clear = {
    name,
    *line() {
      const got = yield* receiveLine(inbox);
      const text = got.ok ? got.value : '';
      read += text.length;
      return text;
    },
    *chunk() {
      const got = yield* sys.recv(fd, 8192);
      const text = got.ok ? got.value : '';
      read += text.length;
      return text;
    },
    *say(bytes) {
      written += bytes.length;
      yield* sendAll(fd, bytes);
    },
  };
  const asked = ask ? yield* ask(clear) : null;
  // What came in one piece with the last line is read and thrown away.
  return { asked, read: read + inbox.bytes.length, written };
}

function* wonder(found: boolean): Routine {
  if (found) return;
  yield* printError("Didn't find STARTTLS in server response, trying anyway...\n");
}

/** The reply of several lines that ends with one that has a blank after its number. */
function* readReply(clear: Clear): Routine<{ last: string; found: boolean }> {
  for (let found = false; ; ) {
    const last = yield* clear.line();
    found ||= last.includes('STARTTLS');
    if (last.length <= 3 || last[3] !== '-') return { last, found };
  }
}

const askSmtp = (verb: string) =>
  function* (clear: Clear): Routine<Asked> {
    yield* readReply(clear);
    yield* clear.say(`${verb} ${clear.name}\r\n`);
    const { last, found } = yield* readReply(clear);
    yield* wonder(found);
    yield* clear.say('STARTTLS\r\n');
    yield* clear.chunk();
    return { show: last };
  };

function* askImap(clear: Clear): Routine<Asked> {
  yield* clear.line();
  yield* clear.say('. CAPABILITY\r\n');
  let found = false;
  let last = '';
  do {
    last = yield* clear.line();
    found ||= last.includes('STARTTLS');
  } while (last.length > 3 && !last.startsWith('.'));
  yield* wonder(found);
  yield* clear.say('. STARTTLS\r\n');
  yield* clear.chunk();
  return { show: last };
}

function* askPop3(clear: Clear): Routine<Asked> {
  const greeting = yield* clear.chunk();
  yield* clear.say('STLS\r\n');
  const { length } = yield* clear.chunk();
  // It shows as many bytes of the greeting as the answer had.
  return { show: greeting.padEnd(length, '\0').slice(0, length) };
}

function* askFtp(clear: Clear): Routine<Asked> {
  let last = '';
  do last = yield* clear.line();
  while (last.length > 3 && !/^\d{3} /.test(last));
  yield* clear.say('AUTH TLS\r\n');
  yield* clear.chunk();
  return { show: last };
}

function* askPostgres(clear: Clear): Routine<Asked> {
  yield* clear.say(fromHex('00000008 04d2162f'));
  return (yield* clear.chunk()) === 'S' ? { show: '' } : null;
}

const mysqlRequest = `${fromHex('20000001 85ae7f00 00000001 21')}${'\0'.repeat(23)}`;

function* askMysql(clear: Clear): Routine<Asked> {
  const packet = yield* clear.chunk();
  const size = 4 + packet.charCodeAt(0) + packet.charCodeAt(1) * 256 + packet.charCodeAt(2) * 65536;
  const end = packet.indexOf('\0', 5);
  const at = end + 1 + 13;
  const flags = packet.charCodeAt(at) + packet.charCodeAt(at + 1) * 256;
  const wrong =
    packet.length < 21
      ? 'MySQL packet too short.'
      : packet.length !== size
        ? 'MySQL packet length does not match.'
        : packet[4] !== '\n'
          ? 'Only MySQL protocol version 10 is supported.'
          : end < 0
            ? 'Cannot confirm server version. '
            : end + 16 > packet.length
              ? 'MySQL server handshake packet is broken.'
              : packet[at - 1] !== '\0'
                ? 'MySQL packet is broken.'
                : flags & 0x800
                  ? null
                  : 'MySQL server does not support SSL.';
  if (wrong === null) yield* clear.say(mysqlRequest);
  else yield* printError(`${wrong}\n`);
  return wrong === null ? { show: '' } : null;
}

/** The extended request 1.3.6.1.4.1.1466.20037 of RFC 4511, section 4.14. */
const ldapRequest = `${fromHex('301d 020101 7718 8016')}1.3.6.1.4.1.1466.20037`;

function* askLdap(clear: Clear): Routine<Asked> {
  yield* clear.say(ldapRequest);
  const reply = yield* clear.chunk();
  const code = /^\x30.{0,5}?\x02\x01\x01\x78.{1,5}?\x0a\x01(.)/s.exec(reply)?.[1];
  if (code === undefined) {
    yield* printError('Unexpected LDAP response\nldap_ExtendedResponse_parse failed\n');
    return null;
  }
  const number = unpackNumber(code, 0, 1);
  if (number !== 0) yield* printError(`STARTTLS failed, LDAP Result Code: ${number}\n`);
  return number === 0 ? { show: '' } : null;
}

const protocols: Readonly<Record<string, (clear: Clear) => Routine<Asked>>> = {
  ...{ smtp: askSmtp('EHLO'), lmtp: askSmtp('LHLO'), imap: askImap, pop3: askPop3, ftp: askFtp },
  ...{ postgres: askPostgres, mysql: askMysql, ldap: askLdap },
};
