/**
 * What stands between a client and the leased PostgreSQL: it answers as the server's postmaster
 * does, checks the password, and hands on everything after that, a group of messages at a time.
 */
import { randomBytes } from 'node:crypto';
import { DATABASE } from '../../database/database-protocol';
import type { LeasedDatabase } from '../leased-database';
import type { WireStream } from '../service';
import * as say from './messages';
import { type Challenge, challenge, createVerifier } from './scram';

export const PASSWORD = 'tea4two';

/** A refusal that ends a connection, in the server's words. */
class Fatal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
/** Ends a connection without a word, as the real server does with what is no start of its own. */
class Silence extends Error {}

/** These end a group: from here on the client waits for an answer. */
const groupEnds = 'QSHFcf';
/** Bytes that may wait for the end of a group. */
const MOST_GROUP = 40_000;

/** What was left by the last connection must not be there for the next. */
const clean = Buffer.concat([
  say.sync,
  ...['ROLLBACK', 'DISCARD ALL', `SET SESSION AUTHORIZATION ${DATABASE.user}`].map(say.query),
]);

/** Reads a stream piece by piece, whatever the chunks; null at its end. */
function createReader(stream: AsyncIterable<Buffer>) {
  const chunks = stream[Symbol.asyncIterator]();
  let held = Buffer.alloc(0);
  return async function take<T extends { state: 'partial' } | { state: 'wrong' } | Whole>(
    parse: (bytes: Buffer) => T,
  ): Promise<Exclude<T, { state: 'partial' }> | null> {
    for (;;) {
      const parsed = parse(held);
      if (parsed.state !== 'partial') {
        if (parsed.state === 'whole') held = held.subarray(parsed.used);
        return parsed as Exclude<T, { state: 'partial' }>;
      }
      const { done, value } = await chunks.next();
      if (done) return null;
      held = Buffer.concat([held, value]);
    }
  };
}
type Whole = { state: 'whole'; used: number };
type Reader = ReturnType<typeof createReader>;

export function createFront(database: LeasedDatabase, log: (line: string) => void) {
  const verifier = createVerifier(PASSWORD, randomBytes(16));
  /** Nobody has this password: a stranger's name costs as much time as a wrong password. */
  const nobody = createVerifier(randomBytes(18).toString('base64'), randomBytes(16));
  let pid = 100;
  /** One session at a time; the promise is fulfilled when what it left has been cleaned. */
  let occupied = false;
  let cleaned: Promise<unknown> = Promise.resolve();

  /** Up to the log-in; null when the client has gone. */
  async function greet(stream: WireStream, take: Reader) {
    for (;;) {
      const start = await take(say.parseStartup);
      if (!start) return null;
      if (start.state === 'wrong') {
        log('LOG:  invalid length of startup packet');
        throw new Silence();
      }
      const { code, parameters } = start;
      if (code === say.CANCEL_REQUEST) throw new Silence();
      if (code === say.SSL_REQUEST || code === say.GSS_REQUEST) {
        stream.write('N');
        continue;
      }
      const [major, minor] = [code >>> 16, code & 0xffff];
      if (major !== 3) {
        throw new Fatal(
          '0A000',
          `unsupported frontend protocol ${major}.${minor}: server supports 3.0 to 3.2`,
        );
      }
      const options = [...parameters.keys()].filter((name) => name.startsWith('_pq_.'));
      if (minor > 0 || options.length > 0) stream.write(say.negotiate(options));
      return parameters;
    }
  }

  async function readPassword(take: Reader): Promise<Buffer | null> {
    const answer = await take(say.parseMessage);
    if (!answer) return null;
    if (answer.state === 'whole' && answer.type === 'p') return answer.body;
    const type = answer.state === 'whole' ? `, got message type ${answer.type.charCodeAt(0)}` : '';
    throw new Fatal('08P01', `expected SASL response${type}`);
  }

  /** True: the one who calls knows the password of `user`. */
  async function authenticate(stream: WireStream, take: Reader, user: string) {
    const wrong = new Fatal('28P01', `password authentication failed for user "${user}"`);
    stream.write(say.askForSasl);
    const initial = await readPassword(take);
    if (!initial) return false;
    const end = initial.indexOf(0);
    const mechanism = initial.toString('latin1', 0, Math.max(end, 0));
    if (mechanism !== 'SCRAM-SHA-256') {
      throw new Fatal('08P01', 'client selected an invalid SASL authentication mechanism');
    }
    const nonce = randomBytes(18).toString('base64');
    const known = user === DATABASE.user ? verifier : nobody;
    const asked: Challenge | null = challenge(initial.toString('latin1', end + 5), known, nonce);
    if (!asked) throw new Fatal('08P01', 'malformed SCRAM message');
    stream.write(say.saslContinue(asked.text));
    const final = await readPassword(take);
    if (!final) return false;
    const verdict = asked.check(final.toString('latin1'));
    if (!verdict.ok) throw wrong;
    stream.write(Buffer.concat([say.saslFinal(verdict.signature), say.authenticationOk]));
    return true;
  }

  async function talk(stream: WireStream, take: Reader) {
    let group: Buffer[] = [];
    let size = 0;
    for (;;) {
      const next = await take(say.parseMessage);
      if (!next) return;
      if (next.state === 'wrong') throw new Fatal('08P01', next.why);
      if (next.type === 'X') return;
      if (next.type === 'p') throw new Fatal('08P01', 'invalid frontend message type 112');
      const bytes = say.message(next.type, next.body);
      group.push(bytes);
      size += bytes.length;
      if (size > MOST_GROUP) {
        throw new Fatal('54000', `the lab takes at most ${MOST_GROUP} bytes before a Sync`);
      }
      if (!groupEnds.includes(next.type)) continue;
      const question = Buffer.concat(group);
      group = [];
      size = 0;
      const answer = await database.run(question).catch(() => {
        log('LOG:  server process was terminated by signal 9: Killed');
        throw new Fatal(
          '57P02',
          'the database has ended: a question took too long, or used COPY. Stop the service and start it again',
        );
      });
      if (stream.write(answer) || stream.destroyed) continue;
      await new Promise<void>((resolve) => {
        stream.once('drain', resolve);
        stream.once('close', resolve);
      });
    }
  }

  async function session(stream: WireStream, take: Reader) {
    const parameters = await greet(stream, take);
    if (!parameters) return;
    const user = parameters.get('user') ?? '';
    const name = parameters.get('database') ?? user;
    if (user === '') {
      throw new Fatal('28000', 'no PostgreSQL user name specified in startup packet');
    }
    await cleaned;
    if (occupied) throw new Fatal('53300', 'sorry, too many clients already');
    if (!(await authenticate(stream, take, user))) return;
    if (name !== DATABASE.name) throw new Fatal('3D000', `database "${name}" does not exist`);
    if (occupied) throw new Fatal('53300', 'sorry, too many clients already');
    occupied = true;
    try {
      log(`LOG:  connection authorized: user=${user} database=${name}`);
      const told = Object.entries({
        ...database.parameters,
        application_name: parameters.get('application_name') ?? '',
      });
      stream.write(
        Buffer.concat([
          ...told.map(([key, value]) => say.parameterStatus(key, value)),
          say.backendKeyData(++pid, randomBytes(4)),
          say.readyForQuery,
        ]),
      );
      await talk(stream, take);
    } finally {
      cleaned = database.run(clean).catch(() => {});
      occupied = false;
    }
  }

  /** Serves one connection to its end; never rejects. */
  return async (stream: WireStream): Promise<void> => {
    log(`LOG:  connection received: host=${stream.remoteAddress} port=${stream.remotePort}`);
    try {
      await session(stream, createReader(stream));
      stream.end();
    } catch (error) {
      if (error instanceof Fatal) {
        log(`FATAL:  ${error.message}`);
        stream.end(say.errorResponse('FATAL', error.code, error.message));
      } else if (error instanceof Silence) stream.end();
      else stream.destroy();
    }
  };
}
