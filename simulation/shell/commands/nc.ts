/** `nc` of OpenBSD as Debian ships it (1.219): connect, scan, listen, and carry bytes both ways. */
import type { Program, ProgramContext, Routine } from '../../host/program';
import { printError } from '../../host/system';
import { portOfService } from '../../program/services';
import { type Option, type Options, parseOptions } from '../options';
import { connectEach } from './nc-connect';
import { listen } from './nc-listen';
import { fail, type NcSettings, readPort, readSettings } from './nc-settings';
import { ncSummary, ncUsage, ncVersion } from './nc-usage';

const letters = '46bCDdFhklNnrStUuvZz';
const options: readonly Option[] = [
  ...[...letters].map((short) => ({ short, help: '' })),
  ...[...'IiMmOPpqsTVWwXx'].map((short) => ({ short, value: 'VALUE', help: '' })),
];

function* main(context: ProgramContext): Routine<number> {
  const parsed = parseOptions(context.argv.slice(1), { options });
  if (!parsed.ok) {
    yield* printError(`nc: ${parsed.message}\n${ncUsage}`);
    return 1;
  }
  const given = parsed.options;
  if (given.has('h')) {
    yield* printError(`${ncVersion}${ncUsage}${ncSummary}`);
    return 0;
  }
  const settings = readSettings(given);
  if (typeof settings === 'string') return yield* fail(settings);
  if (given.has('U', 'F', 'x', 'Z')) {
    return yield* fail('UNIX sockets, proxies and DCCP are not in this simulation');
  }
  return yield* start(settings, given, parsed.operands);
}

/** Which operand is what depends on -l, -p and -s. */
function* start(
  settings: NcSettings,
  given: Options,
  operands: readonly string[],
): Routine<number> {
  const [first, ...ports] = operands;
  const listening = settings.listening;
  const ownPort = given.get('p');
  if (listening && first !== undefined && (ownPort !== undefined || given.has('s'))) {
    yield* printError(ncUsage);
    return 1;
  }
  if (!listening && first === undefined && !given.has('k')) {
    yield* printError(ncUsage);
    return 1;
  }
  if (listening && given.has('z')) return yield* fail('cannot use -z and -l');
  if (!listening && given.has('k')) return yield* fail('must use -l with -k');
  if (listening) {
    const port = first === undefined ? ownPort : (ports[0] ?? first);
    const host = first !== undefined && ports[0] !== undefined ? first : settings.source;
    if (port === undefined) return yield* fail('missing port number');
    return yield* listen(settings, host, port);
  }
  if (ports.length === 0) return yield* fail('missing port number');
  const numbers: number[] = [];
  for (const text of ports) {
    const range = readPorts(text, settings.udp ? 'udp' : 'tcp');
    if (typeof range === 'string') return yield* fail(range);
    numbers.push(...range);
  }
  return yield* connectEach(settings, first ?? '', numbers);
}

/** `8000` or `8000-8002`, the lower first. */
function readPorts(text: string, proto: 'tcp' | 'udp'): number[] | string {
  const dash = text.indexOf('-', 1);
  if (portOfService(text, proto) !== null || dash < 0) {
    const port = readPort(text, proto);
    return typeof port === 'string' ? port : [port];
  }
  const ends = [readPort(text.slice(0, dash), proto), readPort(text.slice(dash + 1), proto)];
  const wrong = ends.find((end) => typeof end === 'string');
  if (typeof wrong === 'string') return wrong;
  const [low = 0, high = 0] = ends.map(Number).sort((a, b) => a - b);
  return Array.from({ length: high - low + 1 }, (_, index) => low + index);
}

export const nc: Program = {
  name: 'nc',
  usage: 'nc [-46dklNnuvz] [-p PORT] [-s ADDRESS] [-w SECONDS] [HOST] [PORT]',
  summary: 'connect to a port, or listen on one, and carry bytes both ways',
  main,
};
