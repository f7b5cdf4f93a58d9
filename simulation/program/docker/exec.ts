/** `docker exec`: a command in a container, whose output is fetched when it has ended. */
import { decodeText } from '../../host/bytes';
import type { Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';
import { daemonError, findIn, refuse, runningHosts } from './daemon';
import { loadContainers } from './state';

const quoteWord = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

/** Where a command in a container leaves its output and its status. */
const OUTPUT = '/run/exec';

export function* exec(args: readonly string[]): Routine<number> {
  const [name = '', ...command] = args;
  if (name.startsWith('-')) {
    return yield* refuse(
      `docker exec ${name}: a terminal in the container has a tab of its own, which`,
    );
  }
  const container = findIn(yield* loadContainers(), name);
  if (!container) return yield* daemonError(`No such container: ${name}`);
  if (!(yield* runningHosts()).has(container.host)) {
    return yield* daemonError(`container ${container.id} is not running`);
  }
  const [program = ''] = command;
  const drawn = yield* sys.random(2 ** 31);
  const file = `${OUTPUT}-${drawn.ok ? drawn.value : 0}`;
  const line = command.map(quoteWord).join(' ');
  const script = `${line} > ${file} 2> ${file}.err < /dev/null; echo $? > ${file}.status`;
  const begun = yield* sys.runInContainer(container.host, ['bash', '-c', script]);
  if (!begun.ok) return yield* daemonError(`container ${container.id} is not running`);
  const read = (end: string) => sys.readInContainer(container.host, `${file}${end}`);
  for (;;) {
    const status = yield* read('.status');
    if (status.ok && status.value.endsWith('\n')) {
      const [out, err] = [yield* read(''), yield* read('.err')];
      const code = Number(status.value);
      if (code === 127 && err.ok && err.value.includes('command not found')) {
        const why = `exec: "${program}": executable file not found in $PATH`;
        yield* printError(
          `OCI runtime exec failed: exec failed: unable to start container process: ${why}: unknown\n`,
        );
        return 127;
      }
      if (out.ok) yield* print(decodeText(out.value));
      if (err.ok) yield* printError(decodeText(err.value));
      return code;
    }
    if (!(yield* runningHosts()).has(container.host)) return 137;
    const slept = yield* sys.sleep(10);
    if (!slept.ok) return 130;
  }
}
