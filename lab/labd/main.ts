/**
 * labd: keeps the sandboxes. A child of the site's server, which hands it its code, koffi, Node
 * the agent's code, the services' and the database's with its files as descriptors 3 to 11, its
 * settings as the first line of standard input, and by the end of that input tells it to go. One
 * caller may connect, once, with the secret; then the socket's file is gone from the disk.
 */
import { timingSafeEqual } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { readJsonLines, writeJsonLine } from '../json-lines';
import { runCanary } from './canary';
import { type Choice, chooseTier } from './choose-tier';
import { type LabdConfig, type LabdMessage, type LabdRequest, LabError } from './labd-protocol';
import { createRegistry, type Registry } from './registry';
import { installedPrograms, permitPrograms } from './sandbox-program';
import { watchTier } from './watchdog';

const HANDSHAKE_MS = 10_000;

function leave(status: number): never {
  registry?.endAll();
  process.exit(status);
}

let registry: Registry | null = null;
let watchdog: ReturnType<typeof watchTier> | null = null;
let caller: Socket | null = null;
const say = (message: LabdMessage) => caller && writeJsonLine(caller, message);

async function answer(request: LabdRequest, choice: Choice): Promise<unknown> {
  const { tier, reason, cure } = choice;
  if (request.op === 'status') {
    const sessions = registry?.counts() ?? { open: 0, max: 0, waiting: 0 };
    const { session } = request.args;
    const yours = session !== null && (registry?.has(session) ?? false);
    return { tier, reason, cure, sessions, canary: watchdog?.last() ?? null, yours };
  }
  if (request.op === 'programs') {
    // Without hidden folders there is no place for a program's files.
    if (!choice.backend?.sealed) return {};
    return Object.fromEntries([...installedPrograms()].map(([id, { name }]) => [id, name]));
  }
  if (!registry) throw new LabError('lab-off', reason);
  switch (request.op) {
    case 'open':
      return registry.open(request.args.session, request.args.caller);
    case 'end':
      return registry.end(request.args.session);
    case 'overview':
      return registry.overview();
    case 'evict':
      return registry.evict(request.args.name);
    case 'listen':
      return registry.find(request.args.session).listen(request.args.request);
    case 'probe':
      return registry.find(request.args.session).probe(request.args.request);
    case 'close':
      return registry.find(request.args.session).close(request.args.id);
    case 'send':
      return registry.find(request.args.session).send(request.args.request);
    case 'sockets':
      return registry.find(request.args.session).sockets();
    case 'services':
      return registry.find(request.args.session).services();
    case 'startService':
      return registry.find(request.args.session).startService(request.args.request);
    case 'stopService':
      return registry.find(request.args.session).stopService(request.args.service);
    case 'exchange':
      return registry.find(request.args.session).exchange(request.args.request);
    case 'twin':
      return registry.twin(request.args.session, request.args.request);
    case 'history':
      return registry.find(request.args.session).history(request.args.after);
  }
}

const sameSecret = (given: unknown, secret: string) => {
  const a = Buffer.from(typeof given === 'string' ? given : '');
  const b = Buffer.from(secret);
  return a.length === b.length && timingSafeEqual(a, b);
};

function serve(config: LabdConfig, choice: Choice) {
  const { backend, tier, reason, cure } = choice;
  if (backend) {
    registry = createRegistry(backend, config.limits, {
      event: (session, item) => say({ push: 'event', session, item }),
      end: (session, ended) => say({ push: 'end', session, reason: ended }),
    });
    watchdog = watchTier({
      canary: () => runCanary(backend),
      everyMs: config.limits.canaryMs,
      now: () => new Date().toISOString(),
      onFailed: (why) =>
        say({
          push: 'off',
          reason: `The lab switched itself off: its check, repeated every hour, failed (${why}).`,
        }),
    });
  }
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    const late = setTimeout(() => socket.destroy(), HANDSHAKE_MS);
    readJsonLines(
      socket,
      async (value) => {
        if (caller !== socket) {
          const given = (value as { secret?: unknown } | null)?.secret;
          if (caller || !sameSecret(given, config.secret)) return void socket.destroy();
          clearTimeout(late);
          caller = socket;
          socket.on('close', () => leave(0));
          // Nobody else ever connects: the file and its folder have done their work.
          server.close();
          rmSync(dirname(config.socketPath), { recursive: true, force: true });
          say({ hello: { tier, reason, cure } });
          return;
        }
        const request = value as LabdRequest;
        try {
          say({ id: request.id, ok: true, value: await answer(request, choice) });
        } catch (error) {
          const known = error instanceof LabError;
          const detail = error instanceof Error ? error.message : String(error);
          say({ id: request.id, ok: false, code: known ? error.code : 'unexpected', detail });
        }
      },
      () => socket.destroy(),
    );
  });
  server.on('error', (error) => {
    process.stderr.write(`labd: ${error.message}\n`);
    leave(1);
  });
  server.listen(config.socketPath);
}

const settings = createInterface({ input: process.stdin });
settings.once('line', async (line) => {
  const config = JSON.parse(line) as LabdConfig;
  permitPrograms(config.programs);
  serve(config, await chooseTier(config));
});
settings.on('close', () => leave(0));
process.on('SIGTERM', () => leave(0));
process.on('SIGINT', () => {});
