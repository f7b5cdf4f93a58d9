/** FTP's second connection: to wait for it (passive mode), or to make it (active mode). */
import type { Endpoint } from '@/contract/trace';
import type { House, WireStream } from '../service';

/** How long a transfer waits for its connection. */
const PATIENCE_MS = 3_000;

/**
 * Ports at which clients of the lab on this same machine wait to be called. Where sandboxes share
 * the server's network, a machine's other ports may be anybody's: the server calls none of them.
 */
export const portsOfClients = new Set<number>();

/** One client's way to data; a new one takes the place of the old. */
export type DataWay = { open(): Promise<WireStream>; drop(): void };
export type DataConnections = ReturnType<typeof createDataConnections>;

const onSameMachine = ({ remoteAddress, localAddress }: WireStream) =>
  remoteAddress === localAddress || remoteAddress.startsWith('127.');

/**
 * Only to the caller’s own address: a server that dials whatever it is told does its callers’
 * attacks for them (RFC 2577). Low ports belong to services.
 */
const mayCall = (control: WireStream, { addr, port }: Endpoint) =>
  addr === control.remoteAddress &&
  port >= 1024 &&
  (!onSameMachine(control) || portsOfClients.has(port));

export function createDataConnections(house: House) {
  type Waiting = { from: string; take: (stream: WireStream) => void };
  const waiting = new Set<Waiting>();
  let port = 0;

  return {
    async listen() {
      const local = await house.listen(
        'data',
        (stream) => {
          const next = [...waiting].find(({ from }) => from === stream.remoteAddress);
          if (!next) return void stream.destroy();
          waiting.delete(next);
          next.take(stream);
        },
        { port: 0 },
      );
      port = local.port;
    },

    port: () => port,

    /** Waits for the caller of `control` at the data port, from now on. */
    passive({ remoteAddress }: WireStream): DataWay {
      let arrived: WireStream | null = null;
      let wake = (_stream: WireStream | null) => {};
      const mine: Waiting = {
        from: remoteAddress,
        take(stream) {
          arrived = stream;
          wake(stream);
        },
      };
      waiting.add(mine);
      return {
        open: () =>
          new Promise((resolve, reject) => {
            if (arrived) return resolve(arrived);
            const late = setTimeout(() => wake(null), PATIENCE_MS);
            wake = (stream) => {
              clearTimeout(late);
              if (stream) resolve(stream);
              else reject(new Error('nobody came'));
            };
          }),
        drop() {
          waiting.delete(mine);
          wake(null);
          arrived?.destroy();
        },
      };
    },

    /** Calls back where the client says it waits; null where this server does not call. */
    active(control: WireStream, to: Endpoint): DataWay | null {
      if (!mayCall(control, to)) return null;
      let made: WireStream | null = null;
      return {
        async open() {
          // RFC 959, 3.2: the data port of a server stands next to its control port, 20 to 21.
          const from = { addr: control.localAddress, port: house.port('control') - 1 };
          made = await house.call('data', to, from);
          return made;
        },
        drop: () => void made?.destroy(),
      };
    },
  };
}
