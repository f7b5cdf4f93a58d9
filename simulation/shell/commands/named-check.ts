/** `named-checkzone` and `named-checkconf` of BIND 9.18: the files are read as named reads them. */
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError, readFile, sys } from '../../host/system';
import { parseName } from '../../program/dns/name';
import { BIND_VERSION, type NamedSettings } from '../../program/dns/named-conf';
import { readConfiguration } from '../../program/dns/named-load';
import { readZone } from '../../program/dns/zone-file';
import { joinPath } from '../../program/path';

const zoneUsage =
  'usage: named-checkzone [-djqvD] [-c class] [-f inputformat] [-F outputformat] [-J filename] [-s (full|relative)] [-t directory] [-w directory] [-k (ignore|warn|fail)] [-m (ignore|warn|fail)] [-n (ignore|warn|fail)] [-r (ignore|warn|fail)] [-i (full|full-sibling|local|local-sibling|none)] [-M (ignore|warn|fail)] [-S (ignore|warn|fail)] [-W (ignore|warn)] [-o filename] zonename [ (filename|-) ]\n';
const confUsage = 'usage: named-checkconf [-chijlvz] [-p [-x]] [-t directory] [named.conf]\n';

function* checkZone(context: ProgramContext): Routine<number> {
  const args = context.argv.slice(1);
  if (args[0] === '-v') {
    yield* print(`${BIND_VERSION}\n`);
    return 0;
  }
  const quiet = args[0] === '-q';
  const [name, file = '', more] = quiet ? args.slice(1) : args;
  const option = [name, file].find((word) => /^-./.test(word ?? ''));
  if (
    option !== undefined &&
    /^-[a-zA-Z]/.test(option) &&
    'djDcfFJstwkmnriMSWo'.includes(option.charAt(1))
  ) {
    yield* printError(`named-checkzone: ${option} is not in this simulation\n`);
    return 1;
  }
  if (name === undefined || more !== undefined || option !== undefined) {
    const first = option === undefined ? '' : `named-checkzone: invalid argument ${option}\n`;
    yield* printError(first + zoneUsage);
    return 1;
  }
  const reading = parseName(name);
  // Of a name that is none the real one says nothing at all.
  if (!reading.ok) return 1;
  const text = yield* readFile(file);
  const label = `zone ${name.replace(/(.)\.$/, '$1')}/IN: `;
  if (!text.ok && file !== '') {
    const why = text.errno === 'EACCES' ? 'permission denied' : 'file not found';
    yield* print(`${label}loading from master file ${file} failed: ${why}\n`);
    yield* print(`${label}not loaded due to errors.\n`);
    return 1;
  }
  const { zone, messages } = readZone(text.ok ? text.value : '', file, reading.name);
  if (!quiet) yield* print(messages.map((line) => `${line}\n`).join(''));
  if (!zone) return 1;
  if (!quiet) yield* print('OK\n');
  return 0;
}

/** The zones too, as -z does. */
function* checkZones(settings: NamedSettings): Routine<number> {
  let status = 0;
  for (const { file, origin, name } of settings.zones) {
    const text = yield* readFile(joinPath(settings.directory, file));
    if (!text.ok) {
      yield* print(`zone ${name}/IN: loading from master file ${file} failed: file not found\n`);
      yield* print(`zone ${name}/IN: not loaded due to errors.\n`);
      status = 1;
      continue;
    }
    const { zone, messages } = readZone(text.value, file, origin);
    yield* print(messages.map((line) => `${line}\n`).join(''));
    if (!zone) {
      yield* print(`_default/${name}/IN: bad zone\n`);
      status = 1;
    }
  }
  return status;
}

function* checkConf(context: ProgramContext): Routine<number> {
  const args = context.argv.slice(1);
  const options = args.filter((word) => /^-./.test(word));
  const files = args.filter((word) => !/^-./.test(word));
  if (options.includes('-v')) {
    yield* print(`${BIND_VERSION}\n`);
    return 0;
  }
  const wrong = options.find((word) => word !== '-z');
  if (wrong !== undefined || files.length > 1) {
    const known = wrong !== undefined && /^-[achijlptx]/.test(wrong);
    const text = known ? `named-checkconf: ${wrong} is not in this simulation\n` : confUsage;
    const first =
      wrong === undefined || known ? '' : `named-checkconf: invalid argument ${wrong}\n`;
    yield* printError(first + text);
    // The real one calls its usage no failure.
    return known ? 1 : 0;
  }
  const path = files[0] ?? '/etc/bind/named.conf';
  const reading = yield* readConfiguration(path);
  if (reading === null) {
    yield* print(`open: ${path}: file not found\n`);
    return 1;
  }
  if (!reading.ok) {
    const { file, line, message } = reading.error;
    yield* print(`${file}:${line}: ${message}\n`);
    return 1;
  }
  const { settings } = reading;
  const folder = yield* sys.stat(settings.directory);
  if (!folder.ok) {
    const where = `${path}:${settings.directoryLine}`;
    yield* print(
      `${where}: change directory to '${settings.directory}' failed: file not found\n\n`,
    );
    yield* print(`${where}: parsing failed: file not found\n`);
    return 1;
  }
  return options.includes('-z') ? yield* checkZones(settings) : 0;
}

export const namedCheckzone: Program = {
  name: 'named-checkzone',
  usage: 'named-checkzone [-q] ZONE FILE',
  summary: 'look for mistakes in a zone file',
  main: checkZone,
};

export const namedCheckconf: Program = {
  name: 'named-checkconf',
  usage: 'named-checkconf [-z] [FILE]',
  summary: 'look for mistakes in named.conf',
  main: checkConf,
};
