/** The doors through which mail comes in: the package smtp-server, over streams of the house. */
import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { SMTPServer } from 'smtp-server';
import type { KeyAndCertificate } from '../https/certificates';
import type { House, RecordInside, WireStream } from '../service';
import { ADDRESS, DOMAIN, HOST, LARGEST_MAIL, type Mailbox, rightPassword } from './mailbox';

const refusal = (responseCode: number, message: string) =>
  Object.assign(new Error(message), { responseCode });

/** Why nobody here takes mail for `address`; null where somebody does. */
function whyNoRecipient(address: string): Error | null {
  const wanted = address.toLowerCase();
  if (!wanted.endsWith(`@${DOMAIN}`)) return refusal(554, `<${address}>: Relay access denied`);
  if (wanted === ADDRESS) return null;
  return refusal(550, `<${address}>: Recipient address rejected: User unknown`);
}

/** RFC 3339 would be clearer; mail writes dates as RFC 5322, 3.3 says. */
const mailDate = (date: Date) => date.toUTCString().replace('GMT', '+0000');

type Door = { needsLogin: boolean; secure: boolean };

function createServer(house: House, mailbox: Mailbox, cert: KeyAndCertificate, door: Door) {
  /** By session: how to record what is said after STARTTLS. */
  const insides = new Map<string, RecordInside>();
  let sessions = 0;
  const server = new SMTPServer({
    ...cert,
    name: HOST,
    secure: door.secure,
    authOptional: !door.needsLogin,
    disabledCommands: door.needsLogin ? [] : ['AUTH'],
    authMethods: ['PLAIN', 'LOGIN'],
    disableReverseLookup: true,
    logger: false,
    size: LARGEST_MAIL,
    minVersion: 'TLSv1.2',
    onAuth(auth, _session, done) {
      const known = rightPassword(auth.username ?? '', auth.password ?? '');
      house.log(`login of ${auth.username ?? 'nobody'} ${known ? 'accepted' : 'refused'}`);
      if (known) done(null, { user: auth.username });
      else done(refusal(535, 'Error: authentication failed'));
    },
    onSecure(socket, session, done) {
      const inside = insides.get(session.id);
      const connection = [...server.connections].find(({ session: each }) => each === session);
      // The library is about to read this field: from here on it speaks through the record.
      if (inside && connection && socket === connection._socket && !door.secure) {
        connection._socket = inside(socket) as unknown as TLSSocket;
      }
      done();
    },
    onRcptTo({ address }, _session, done) {
      const why = whyNoRecipient(address);
      if (why) house.log(`reject: RCPT to ${why.message}`);
      done(why);
    },
    onData(stream, session, done) {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => {
        if (!stream.sizeExceeded) pieces.push(piece);
      });
      stream.once('end', () => {
        if (stream.sizeExceeded) return done(refusal(552, 'Error: message exceeds fixed maximum'));
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom ? mailFrom.address : '';
        const now = new Date();
        const stamps = [
          `Return-Path: <${from}>`,
          `Received: from ${session.hostNameAppearsAs} ([${session.remoteAddress}])`,
          `\tby ${HOST} with ${session.transmissionType}; ${mailDate(now)}`,
          '',
        ];
        mailbox.deliver(Buffer.concat([Buffer.from(stamps.join('\r\n')), ...pieces]), now);
        house.log(`from=<${from}>, to=<${rcptTo[0]?.address}>, status=sent (delivered to mailbox)`);
        done(null, 'Ok: delivered to the mailbox');
      });
    },
    onClose: ({ id }) => void insides.delete(id),
  });
  server.on('error', (error) => house.log(`connection failed: ${error.message}`));
  return (stream: WireStream, inside: RecordInside) => {
    const id = `session ${++sessions}`;
    insides.set(id, inside);
    server.connect(stream as unknown as Socket, { id });
  };
}

/** Opens 25, 587 and 465. @param context for the door that is TLS from its first byte. */
export async function openSmtp(
  house: House,
  mailbox: Mailbox,
  cert: KeyAndCertificate,
  context: SecureContext,
) {
  const smtp = createServer(house, mailbox, cert, { needsLogin: false, secure: false });
  const submission = createServer(house, mailbox, cert, { needsLogin: true, secure: false });
  const smtps = createServer(house, mailbox, cert, { needsLogin: true, secure: true });
  await house.listen('smtp', smtp);
  await house.listen('submission', submission);
  await house.listen('smtps', (stream, inside) =>
    insideTls(house, context, stream, (secure) => smtps(inside(secure), inside)),
  );
}

/** Calls `accept` once both ends have agreed on keys. */
export function insideTls(
  house: House,
  secureContext: SecureContext,
  stream: WireStream,
  accept: (secure: TLSSocket) => void,
) {
  const secure = new TLSSocket(stream, { isServer: true, secureContext });
  secure.on('error', (error) =>
    house.log(`TLS with ${stream.remoteAddress} failed: ${error.message}`),
  );
  secure.once('secure', () => accept(secure));
}
