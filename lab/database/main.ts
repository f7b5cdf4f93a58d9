/**
 * One PostgreSQL (in WebAssembly), for one learner, thrown away afterwards. argv: the numbers of its
 * channel and of what it is made of. It reads no file by path, has no network and starts nothing;
 * COPY to a file or a program ends inside WebAssembly.
 */
import { fstatSync, readSync } from 'node:fs';
import { Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import { readJsonLines, writeJsonLine } from '../json-lines';
import { raiseFence } from '../service/fence';
import { boundAnswer } from './bound-answer';
import { DATABASE, type DatabaseHello, type DatabaseRequest } from './database-protocol';

/** Starts with 128 MB; what a query wants above this is `53200 out of memory`. */
const MOST_WASM_BYTES = 384 * 1024 * 1024;
const PAGE = 64 * 1024;

/** Sent to whoever logs in: https://www.postgresql.org/docs/18/protocol-flow.html (asynchronous). */
const reported = [
  'server_version',
  'server_encoding',
  'client_encoding',
  'application_name',
  'is_superuser',
  'session_authorization',
  'DateStyle',
  'IntervalStyle',
  'TimeZone',
  'integer_datetimes',
  'standard_conforming_strings',
];

const firstOrders = `
  CREATE TABLE orders (id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY, tea text NOT NULL, cups int NOT NULL);
  INSERT INTO orders (tea, cups) VALUES ('green', 2), ('black', 5);
`;

const [channelFd, wasmFd, shareFd, dataFd] = process.argv.slice(-4).map(Number);
const channel = new Socket({ fd: channelFd ?? -1 });
const leave = (status: number) => process.exit(status);
channel.on('close', () => leave(0));
channel.on('error', () => leave(0));
raiseFence(() => false);

function bytesOf(fd = -1): Buffer<ArrayBuffer> {
  const bytes = Buffer.alloc(fstatSync(fd).size);
  for (let at = 0; at < bytes.length; ) {
    const got = readSync(fd, bytes, at, bytes.length - at, at);
    if (got === 0) break;
    at += got;
  }
  return bytes;
}

/** The one place where WebAssembly gets more memory. It takes a refusal for a full machine. */
const grow = WebAssembly.Memory.prototype.grow;
WebAssembly.Memory.prototype.grow = function bounded(this: WebAssembly.Memory, pages: number) {
  if (this.buffer.byteLength + pages * PAGE > MOST_WASM_BYTES) throw new RangeError('too much');
  return grow.call(this, pages);
};

/** The smallest module there is, in place of initdb: the data directory has been made. */
const noInitdb = new WebAssembly.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));

type Begun = { postgres: PGlite; hello: DatabaseHello };

async function begin(): Promise<Begun> {
  const postgres = await PGlite.create({
    pgliteWasmModule: await WebAssembly.compile(bytesOf(wasmFd)),
    initdbWasmModule: noInitdb,
    fsBundle: new Blob([bytesOf(shareFd)]),
    loadDataDir: new Blob([gunzipSync(bytesOf(dataFd)) as Buffer<ArrayBuffer>]),
    database: DATABASE.name,
    startParams: [...PGlite.defaultStartParams, '-c', 'shared_buffers=8MB'],
  });
  await postgres.exec(`SET SESSION AUTHORIZATION ${DATABASE.user}`);
  await postgres.exec(firstOrders);
  const { rows } = await postgres.query<{ name: string; setting: string }>(
    'SELECT name, setting FROM pg_settings WHERE name = ANY ($1)',
    [reported],
  );
  return {
    postgres,
    hello: { parameters: Object.fromEntries(rows.map(({ name, setting }) => [name, setting])) },
  };
}

async function answer({ postgres, hello }: Begun, request: DatabaseRequest): Promise<unknown> {
  if (request.op === 'hello') return hello;
  const bounded = boundAnswer();
  try {
    await postgres.execProtocolRawStream(Buffer.from(request.args.bytes, 'base64'), {
      onRawData: bounded.add,
    });
  } catch {
    // It ended itself, as a backend does on a fatal error; nothing can be asked of it any more.
    return leave(1);
  }
  return { bytes: bounded.answer().toString('base64') };
}

async function serve() {
  try {
    const begun = await begin();
    readJsonLines(
      channel,
      async (value) => {
        const request = value as DatabaseRequest;
        writeJsonLine(channel, { id: request.id, ok: true, value: await answer(begun, request) });
      },
      () => leave(0),
    );
    writeJsonLine(channel, { ready: true });
  } catch (error) {
    process.stderr.write(`database: ${(error as Error).message}\n`, () => leave(1));
  }
}

void serve();
