/** What cp and mv are to put where. */
import { formatErrno } from '../host/error-text';
import type { Routine } from '../host/program';
import { printError, sys } from '../host/system';
import { usageError } from './gnu-command';
import { shellQuote } from './quote';

/** Pairs of paths, or the exit status after a complaint. */
export function* destination(
  name: 'cp' | 'mv',
  operands: string[],
): Routine<{ from: string; to: string }[] | number> {
  const [only] = operands;
  if (only === undefined) return yield* usageError(name, 'missing file operand');
  const target = operands.at(-1) ?? '';
  if (operands.length === 1) {
    return yield* usageError(name, `missing destination file operand after ${shellQuote(only)}`);
  }
  const sources = operands.slice(0, -1);
  const status = yield* sys.stat(target);
  if (status.ok && status.value.kind === 'directory') {
    const folder = target.replace(/\/+$/, '');
    return sources.map((from) => {
      const base = from.replace(/\/+$/, '').replace(/^.*\//, '');
      return { from, to: `${folder}/${base}` };
    });
  }
  if (sources.length > 1) {
    const why = status.ok ? 'Not a directory' : formatErrno(status.errno);
    yield* printError(`${name}: target ${shellQuote(target)}: ${why}\n`);
    return 1;
  }
  return [{ from: only, to: target }];
}
