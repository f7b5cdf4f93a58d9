/**
 * The service process of one host of a sandbox: runs the servers there, and the clients that call
 * from there. argv: the number of its channel. It can read no file and start no program.
 */
import { isIP, Socket } from 'node:net';
import type { ServiceId } from '@/contract/lab-service';
import { judgeAddress } from '../address-rules';
import { readJsonLines, writeJsonLine } from '../json-lines';
import { reassemble } from '../program/reassemble';
import { runExchange } from './exchange';
import { raiseFence } from './fence';
import { openHouse, type RunningHouse, tryListening } from './house';
import { createDatabaseRelay, isTold } from './leased-database';
import type { ServiceCalls, ServiceHello, ServiceOp, ServiceRequest } from './service-protocol';
import { loadService } from './service-table';
import { answersOf, clientOf } from './versions';
import { createWireRecord } from './wire-record';

const channel = new Socket({ fd: Number(process.argv.at(-1)) });
const leave = () => process.exit(0);
channel.on('close', leave);
channel.on('error', leave);

const relay = createDatabaseRelay((line) => writeJsonLine(channel, line));
const record = createWireRecord(() => performance.now());
const running = new Map<ServiceId, RunningHouse>();
let hello: ServiceHello | null = null;

async function start(args: ServiceCalls['start']['args']): Promise<ServiceCalls['start']['value']> {
  const { service, bindTo, address } = args;
  const database = args.database ? relay.lease(args.database) : null;
  await running.get(service)?.close();
  record.forget(service);
  const { start: begin } = await loadService(service);
  const house = openHouse(service, record, {
    bindTo,
    address,
    database,
    lowestPort: hello?.lowestPort ?? 1,
  });
  try {
    await begin(house.house);
  } catch (error) {
    await house.close();
    const { code, message } = error as NodeJS.ErrnoException;
    return { ok: false, errno: code ?? 'failed', detail: message };
  }
  running.set(service, house);
  return {
    ok: true,
    started: {
      answers: answersOf(service),
      listening: [...house.listening()],
      shared: { ...house.shared() },
      pid: process.pid,
    },
  };
}

/**
 * Whether somebody of this server holds one of the ports: in the loopback tier only a port that
 * could be bound may be dialled, or a stranger's listener on every address would answer.
 */
async function whyTaken(address: string, ports: number[]) {
  for (const port of ports.filter((each) => each > 0)) {
    try {
      await tryListening(address, port);
    } catch (error) {
      return {
        code: (error as NodeJS.ErrnoException).code ?? 'failed',
        message: `Port ${port} belongs to another program of this server, so this cannot be shown here.`,
      };
    }
  }
  return null;
}

type Handlers = { [K in ServiceOp]: (args: ServiceCalls[K]['args']) => unknown };

const handlers: Handlers = {
  hello(args) {
    hello = args;
    const { own } = args;
    raiseFence((addr) =>
      isIP(addr) === 0 ? false : judgeAddress({ tier: own ? 'loopback' : 'netns', own }, addr).ok,
    );
    return true;
  },
  start,
  async stop({ service }) {
    const house = running.get(service);
    running.delete(service);
    await house?.close();
    return house !== undefined;
  },
  mark: ({ service }) => ({ wire: record.mark(), log: running.get(service)?.logMark() ?? 0 }),
  async wire({ service, wire, log }) {
    const { annotate } = await loadService(service);
    return {
      conversations: record.since(wire, service, annotate),
      log: running.get(service)?.logSince(log) ?? [],
    };
  },
  async explain({ service, doors, packets }) {
    const { annotate } = await loadService(service);
    return reassemble(packets, doors, service, annotate);
  },
  async exchange(order) {
    const { exchanges } = await loadService(order.service);
    const run = exchanges[order.exchange];
    if (!run) throw new Error(`${order.service} has no exchange called ${order.exchange}`);
    if (hello?.own && !order.running) {
      const taken = await whyTaken(order.address, Object.values(order.ports));
      if (taken) return { client: clientOf(order.service), story: [], error: taken, ms: 0 };
    }
    return { client: clientOf(order.service), ...(await runExchange(run, order)) };
  },
};

// A library that throws in a callback of its own must not end what the learner has open.
process.on('uncaughtException', (error) => {
  process.stderr.write(`service: ${error.message}\n`);
});
process.on('unhandledRejection', () => {});

readJsonLines(
  channel,
  async (value) => {
    if (isTold(value)) return relay.tell(value);
    const { id, op, args } = value as ServiceRequest;
    try {
      const answer = await (handlers[op] as (args: unknown) => unknown)(args);
      writeJsonLine(channel, { id, ok: true, value: answer });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      writeJsonLine(channel, { id, ok: false, code: 'failed', detail });
    }
  },
  leave,
);
writeJsonLine(channel, { ready: true });
