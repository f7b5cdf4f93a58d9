/** What nc's options mean, and its way to complain. */
import type { Routine } from '../../host/program';
import { printError } from '../../host/system';
import { portOfService } from '../../program/services';
import type { Options } from '../options';

export type NcSettings = {
  family: 0 | 4 | 6;
  udp: boolean;
  verbose: boolean;
  numeric: boolean;
  scan: boolean;
  keep: boolean;
  /** Listens: the end of the network is the end. */
  listening: boolean;
  noInput: boolean;
  crlf: boolean;
  /** Tells the other side when standard input has ended. */
  shutdown: boolean;
  /** Seconds from the end of standard input to quitting; null waits for the other side. */
  quitAfter: number | null;
  /** Milliseconds for connecting and for silence; null waits for ever. */
  timeout: number | null;
  source: string | null;
  sourcePort: number | null;
};

export function* fail(text: string): Routine<number> {
  yield* printError(`nc: ${text}\n`);
  return 1;
}

/** The settings, or a sentence about what is wrong. */
export function readSettings(given: Options): NcSettings | string {
  const timeout = given.get('w');
  const quit = given.get('q');
  const source = given.get('s');
  const sourcePort = given.get('p');
  if (timeout !== undefined && !/^\d{1,7}$/.test(timeout)) return `timeout invalid: ${timeout}`;
  if (quit !== undefined && !/^-?\d{1,7}$/.test(quit)) return `quit timer invalid: ${quit}`;
  const port = sourcePort === undefined ? null : readPort(sourcePort, 'tcp');
  if (typeof port === 'string' && !given.has('l')) return port;
  return {
    family: given.last('4', '6') === '6' ? 6 : given.has('4') ? 4 : 0,
    udp: given.has('u'),
    verbose: given.has('v'),
    numeric: given.has('n'),
    scan: given.has('z'),
    keep: given.has('k'),
    listening: given.has('l'),
    noInput: given.has('d'),
    crlf: given.has('C'),
    shutdown: given.has('N'),
    quitAfter: quit === undefined || Number(quit) < 0 ? null : Number(quit),
    timeout: timeout === undefined || Number(timeout) === 0 ? null : Number(timeout) * 1000,
    source: source ?? null,
    sourcePort: typeof port === 'number' ? port : null,
  };
}

/** A port by number or name; a sentence where it is none. */
export function readPort(text: string, proto: 'tcp' | 'udp'): number | string {
  const named = portOfService(text, proto);
  if (named !== null) return named;
  if (!/^-?\d{1,15}$/.test(text)) return `port number invalid: ${text}`;
  if (Number(text) < 1) return `port number too small: ${text}`;
  return Number(text) > 65535 ? `port number too large: ${text}` : Number(text);
}
