/** The verbs of docker that look: ps, logs and port. */
import { decodeText } from '../../host/bytes';
import type { Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';
import { daemonError, findIn, refuse, runningHosts, time } from './daemon';
import { fieldsOf, formatTable, formatTemplate } from './format';
import { loadContainers, shownAddress } from './state';

export function* ps(args: readonly string[]): Routine<number> {
  const rest = [...args];
  let [all, quiet, template] = [false, false, null as string | null];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (/^-[aq]+$/.test(word) || word === '--all' || word === '--quiet') {
      all ||= word === '--all' || (!word.startsWith('--') && word.includes('a'));
      quiet ||= word === '--quiet' || (!word.startsWith('--') && word.includes('q'));
    } else if (word === '--no-trunc' || word === '-n' || word === '--filter' || word === '-f') {
      return yield* refuse(`docker ps ${word}`);
    } else if (/^--format(=|$)/.test(word))
      template = word.includes('=') ? word.slice(9) : (rest.shift() ?? '');
    else {
      yield* printError(
        `unknown flag: ${word}\n\nUsage:  docker ps [OPTIONS]\n\nRun 'docker ps --help' for more information\n`,
      );
      return 125;
    }
  }
  const running = yield* runningHosts();
  const now = yield* time();
  const shown = (yield* loadContainers())
    .filter(({ host, started }) => all || (running.has(host) && started !== null))
    .reverse();
  const rows = shown.map((one) => fieldsOf(one, running.has(one.host), now));
  if (quiet) yield* print(rows.map(({ ID }) => `${ID}\n`).join(''));
  else if (template === null) yield* print(formatTable(rows));
  else if (template.startsWith('table')) return yield* refuse('docker ps --format table');
  else {
    for (const row of rows) {
      const line = formatTemplate(template, row);
      if (line === null) return yield* refuse(`a field of ${template}`);
      yield* print(`${line}\n`);
    }
  }
  return 0;
}

export function* logs(args: readonly string[]): Routine<number> {
  const option = args.find((word) => word.startsWith('-'));
  if (option !== undefined) return yield* refuse(`docker logs ${option}`);
  const [name = ''] = args;
  const container = findIn(yield* loadContainers(), name);
  if (!container) return yield* daemonError(`No such container: ${name}`);
  const text = yield* sys.readInContainer(container.host, 'log');
  if (text.ok) yield* print(decodeText(text.value));
  return 0;
}

export function* port(args: readonly string[]): Routine<number> {
  const [name = '', wanted] = args;
  const container = findIn(yield* loadContainers(), name);
  if (!container) return yield* daemonError(`No such container: ${name}`);
  const running = (yield* runningHosts()).has(container.host);
  const all = running ? container.ports : [];
  const of =
    wanted === undefined ? all : all.filter((one) => `${one.port}` === wanted.replace('/tcp', ''));
  if (wanted !== undefined && of.length === 0) {
    yield* printError(
      `Error: No public port '${wanted.includes('/') ? wanted : `${wanted}/tcp`}' published for ${name}\n`,
    );
    return 1;
  }
  for (const one of of) {
    const where = `${shownAddress(one.addr)}:${one.hostPort}`;
    yield* print(wanted === undefined ? `${one.port}/tcp -> ${where}\n` : `${where}\n`);
  }
  return 0;
}
