/** One caller of the FTP server: commands of RFC 959, answered in the words of vsftpd. */
import type { WireStream } from '../service';
import type { DataConnections, DataWay } from './data-connections';
import { type Folder, formatListed, LARGEST_FILE, resolvePath } from './folder';
import { formatSix, parseBars, parseSix } from './six-numbers';

export const USER = 'ann';
export const PASSWORD = 'earl-grey';

type Session = {
  control: WireStream;
  folder: Folder;
  connections: DataConnections;
  log: (line: string) => void;
  reply: (line: string) => void;
  user: string | null;
  loggedIn: boolean;
  here: string;
  way: DataWay | null;
};

type Command = {
  /** Allowed before a login. */
  open?: true;
  run: (session: Session, arg: string) => void | Promise<void>;
};

const say =
  (line: string) =>
  ({ reply }: Session) =>
    reply(line);

function setWay(session: Session, way: DataWay | null) {
  session.way?.drop();
  session.way = way;
}

/** Runs `work` over the data connection, between 150 and 226. */
async function transfer(
  session: Session,
  announce: string,
  done: string,
  work: (data: WireStream) => Promise<string | null>,
) {
  const { way } = session;
  if (!way) return session.reply('425 Use PORT or PASV first.');
  session.reply(announce);
  try {
    const data = await way.open();
    // A data connection that breaks ends the transfer, not the server.
    const refusal = await work(data);
    session.reply(refusal ?? done);
  } catch {
    session.reply('425 Failed to establish connection.');
  } finally {
    setWay(session, null);
  }
}

const sendAll = (data: WireStream, bytes: Buffer | string) =>
  new Promise<string | null>((resolve) => {
    data.once('close', () => resolve('426 Failure writing network stream.'));
    data.end(bytes, () => resolve(data.errored ? '426 Failure writing network stream.' : null));
    data.resume();
  });

/** Everything until the other end closes; null when there is more than a file may hold. */
async function receiveAll(data: WireStream): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of data) {
    pieces.push(piece as Buffer);
    size += (piece as Buffer).length;
    if (size > LARGEST_FILE) return null;
  }
  return Buffer.concat(pieces);
}

/** `-a` and other letters are options of `ls`, which many clients send. */
const withoutOptions = (arg: string) => arg.replace(/^(?:-\S*\s*)+/, '');

async function listFolder(session: Session, arg: string, names: boolean) {
  const found = session.folder.list(resolvePath(session.here, withoutOptions(arg)));
  const lines = (found ?? []).map((each) => (names ? each.name : formatListed(each)));
  await transfer(
    session,
    '150 Here comes the directory listing.',
    '226 Directory send OK.',
    (data) => sendAll(data, lines.map((line) => `${line}\r\n`).join('')),
  );
}

function takePort(session: Session, to: ReturnType<typeof parseSix>, name: string) {
  const way = to && session.connections.active(session.control, to);
  if (!way) return session.reply(`500 Illegal ${name} command.`);
  setWay(session, way);
  session.reply(
    `200 ${name} command successful. Consider using ${name === 'PORT' ? 'PASV' : 'EPSV'}.`,
  );
}

const commands: Record<string, Command> = {
  USER: {
    open: true,
    run(session, name) {
      session.user = name;
      session.loggedIn = false;
      session.reply('331 Please specify the password.');
    },
  },
  PASS: {
    open: true,
    run(session, password) {
      if (session.user === null) return session.reply('503 Login with USER first.');
      session.loggedIn = session.user === USER && password === PASSWORD;
      session.log(`[${session.user}] ${session.loggedIn ? 'OK' : 'FAIL'} LOGIN`);
      session.reply(session.loggedIn ? '230 Login successful.' : '530 Login incorrect.');
    },
  },
  QUIT: { open: true, run: say('221 Goodbye.') },
  NOOP: { open: true, run: say('200 NOOP ok.') },
  FEAT: {
    open: true,
    run({ reply }) {
      for (const line of ['211-Features:', ' EPRT', ' EPSV', ' PASV', ' SIZE', ' UTF8'])
        reply(line);
      reply('211 End');
    },
  },
  OPTS: {
    open: true,
    run: ({ reply }, arg) =>
      reply(/^utf8 on$/i.test(arg) ? '200 Always in UTF8 mode.' : '501 Option not understood.'),
  },
  SYST: { run: say('215 UNIX Type: L8') },
  TYPE: {
    run: ({ reply }, type) => {
      if (/^[AI]\b/i.test(type)) {
        return reply(`200 Switching to ${/^I/i.test(type) ? 'Binary' : 'ASCII'} mode.`);
      }
      reply('500 Unrecognised TYPE command.');
    },
  },
  PWD: { run: ({ reply, here }) => reply(`257 "${here}" is the current directory`) },
  CWD: {
    run(session, arg) {
      const wanted = resolvePath(session.here, arg);
      if (!session.folder.isFolder(wanted)) return session.reply('550 Failed to change directory.');
      session.here = wanted;
      session.reply('250 Directory successfully changed.');
    },
  },
  PASV: {
    run(session) {
      const { control, connections } = session;
      setWay(session, connections.passive(control));
      const at = { addr: control.localAddress, port: connections.port() };
      session.reply(`227 Entering Passive Mode (${formatSix(at)}).`);
    },
  },
  EPSV: {
    run(session) {
      setWay(session, session.connections.passive(session.control));
      session.reply(`229 Entering Extended Passive Mode (|||${session.connections.port()}|)`);
    },
  },
  PORT: { run: (session, arg) => takePort(session, parseSix(arg), 'PORT') },
  EPRT: { run: (session, arg) => takePort(session, parseBars(arg), 'EPRT') },
  LIST: { run: (session, arg) => listFolder(session, arg, false) },
  NLST: { run: (session, arg) => listFolder(session, arg, true) },
  SIZE: {
    run({ folder, here, reply }, arg) {
      const bytes = folder.read(resolvePath(here, arg));
      reply(bytes ? `213 ${bytes.length}` : '550 Could not get file size.');
    },
  },
  RETR: {
    async run(session, arg) {
      const bytes = session.folder.read(resolvePath(session.here, arg));
      if (!bytes) return session.reply('550 Failed to open file.');
      session.log(`[${session.user}] OK DOWNLOAD: "${arg}", ${bytes.length} bytes`);
      await transfer(
        session,
        `150 Opening BINARY mode data connection for ${arg} (${bytes.length} bytes).`,
        '226 Transfer complete.',
        (data) => sendAll(data, bytes),
      );
    },
  },
  STOR: {
    async run(session, arg) {
      await transfer(session, '150 Ok to send data.', '226 Transfer complete.', async (data) => {
        const bytes = await receiveAll(data);
        if (!bytes || !session.folder.write(resolvePath(session.here, arg), bytes)) {
          return '552 There is no room for this file here.';
        }
        session.log(`[${session.user}] OK UPLOAD: "${arg}", ${bytes.length} bytes`);
        return null;
      });
    },
  },
};

const LONGEST_LINE = 1_024;

/** Lines of a stream, at most `LONGEST_LINE` bytes each; ends with the stream. */
async function* linesFrom(stream: WireStream): AsyncGenerator<string> {
  let held = Buffer.alloc(0);
  // Whoever stops reading still wants to say goodbye.
  for await (const piece of stream.iterator({ destroyOnReturn: false })) {
    held = Buffer.concat([held, piece as Buffer]);
    for (let lf = held.indexOf(10); lf >= 0; lf = held.indexOf(10)) {
      yield held.toString('utf8', 0, lf).replace(/\r$/, '');
      held = held.subarray(lf + 1);
    }
    if (held.length > LONGEST_LINE) return;
  }
}

/** Speaks FTP over a control connection until it ends, whatever comes. Never rejects. */
export async function serveControl(
  control: WireStream,
  folder: Folder,
  connections: DataConnections,
  log: (line: string) => void,
) {
  const session: Session = {
    control,
    folder,
    connections,
    log,
    reply(line) {
      if (control.writable) control.write(`${line}\r\n`);
    },
    user: null,
    loggedIn: false,
    here: '/',
    way: null,
  };
  session.reply('220 files.shop.example ready');
  try {
    for await (const line of linesFrom(control)) {
      const [, verb = '', arg = ''] = /^(\S*) ?(.*)$/s.exec(line) ?? [];
      const name = verb.toUpperCase();
      const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
      if (!command) session.reply('500 Unknown command.');
      else if (!command.open && !session.loggedIn) {
        session.reply('530 Please login with USER and PASS.');
      } else await command.run(session, arg);
      if (name === 'QUIT') break;
    }
  } catch {
    // The caller went away in the middle of a word.
  }
  setWay(session, null);
  control.end();
}
