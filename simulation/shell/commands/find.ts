import { formatErrno } from '../../host/error-text';
import type { Program, Routine } from '../../host/program';
import { type FileStatus, print, printError, sys } from '../../host/system';
import { type FindPlan, type FindTest, parseFind } from '../find-expression';
import { matchesPattern } from '../glob';
import { curlyQuote } from '../quote';
import { runProgram } from '../run-program';

/** A file that was come upon; `depth` is 0 for what was named on the command line. */
type Visited = { path: string; status: FileStatus; depth: number };
type Run = { plan: FindPlan; status: number; batches: Map<FindTest, string[]>; now: number };

/** find of findutils 4.9: the tests and actions that `find-expression.ts` lists. */
export const find: Program = {
  name: 'find',
  usage: "find [PATH...] [-name 'PATTERN'] [-type f|d] [-maxdepth N] [-exec COMMAND {} \\;]",
  summary: 'look for files by name, kind, size or age',
  main: function* (context) {
    const plan = parseFind(context.argv.slice(1));
    if (!plan.ok) {
      yield* printError(`find: ${plan.message}\n`);
      return 1;
    }
    if (plan.value.shows !== null) {
      yield* print(plan.value.shows);
      return 0;
    }
    const now = yield* sys.now();
    const run: Run = {
      plan: plan.value,
      status: 0,
      batches: new Map(),
      now: now.ok ? now.value : 0,
    };
    for (const path of plan.value.paths) {
      const status = yield* sys.stat(path);
      if (status.ok) yield* visit(run, { path, status: status.value, depth: 0 });
      else yield* complain(run, path, formatErrno(status.errno));
    }
    for (const [test, paths] of run.batches) {
      if (test.kind === 'exec')
        yield* runOne(
          run,
          test.argv.flatMap((word) => (word === '{}' ? paths : word)),
        );
    }
    return run.status;
  },
};

function* visit(run: Run, file: Visited): Routine {
  const { plan } = run;
  const folder = file.status.kind === 'directory';
  const shown = file.depth >= plan.minDepth;
  // What is removed goes before the folder that it lies in.
  if (shown && !plan.depthFirst) yield* evaluate(run, plan.test, file);
  if (folder && file.depth < plan.maxDepth) {
    const names = yield* sys.readdir(file.path);
    if (!names.ok) {
      if (!shown) yield* complain(run, file.path, formatErrno(names.errno));
      else yield* complain(run, file.path, formatErrno(names.errno));
    }
    for (const name of names.ok ? names.value : []) {
      const path = file.path.endsWith('/') ? file.path + name : `${file.path}/${name}`;
      const status = yield* sys.stat(path);
      if (status.ok) yield* visit(run, { path, status: status.value, depth: file.depth + 1 });
      else yield* complain(run, path, formatErrno(status.errno));
    }
  }
  if (shown && plan.depthFirst) yield* evaluate(run, plan.test, file);
}

function* complain(run: Run, path: string, why: string): Routine {
  run.status = 1;
  yield* printError(`find: ${curlyQuote(path)}: ${why}\n`);
}

function* evaluate(run: Run, test: FindTest, file: Visited): Routine<boolean> {
  const { path, status } = file;
  switch (test.kind) {
    case 'and':
      return (yield* evaluate(run, test.left, file)) && (yield* evaluate(run, test.right, file));
    case 'or':
      return (yield* evaluate(run, test.left, file)) || (yield* evaluate(run, test.right, file));
    case 'not':
      return !(yield* evaluate(run, test.inner, file));
    case 'true':
      return true;
    case 'name': {
      const whole = test.whole ? path : path.replace(/(?!^)\/+$/, '').replace(/^.*\/(?=[^/])/, '');
      return test.anyCase
        ? matchesPattern(test.pattern.toLowerCase(), whole.toLowerCase())
        : matchesPattern(test.pattern, whole);
    }
    case 'type':
      return (status.kind === 'directory' ? 'd' : 'f') === test.letter;
    case 'user':
      return status.owner === test.name;
    case 'empty': {
      if (status.kind === 'file') return status.size === 0;
      const names = yield* sys.readdir(path);
      return names.ok && names.value.length === 0;
    }
    case 'number': {
      const value =
        test.of === 'size'
          ? Math.ceil(status.size / test.unit)
          : Math.floor((run.now - status.modified) / test.unit);
      return test.sign === '+'
        ? value > test.value
        : test.sign === '-'
          ? value < test.value
          : value === test.value;
    }
    case 'perm':
      return test.all ? (status.mode & test.mode) === test.mode : status.mode === test.mode;
    case 'print':
      yield* print(path + test.end);
      return true;
    case 'delete':
      return yield* remove(run, file);
    case 'exec': {
      if (test.together) {
        run.batches.set(test, [...(run.batches.get(test) ?? []), path]);
        return true;
      }
      return yield* runOne(
        run,
        test.argv.map((word) => word.replaceAll('{}', path)),
        true,
      );
    }
  }
}

function* remove(run: Run, { path, status }: Visited): Routine<boolean> {
  if (path === '.') return true;
  const done = status.kind === 'directory' ? yield* sys.rmdir(path) : yield* sys.unlink(path);
  if (done.ok) return true;
  run.status = 1;
  yield* printError(`find: cannot delete ${curlyQuote(path)}: ${formatErrno(done.errno)}\n`);
  return false;
}

function* runOne(run: Run, argv: string[], quiet = false): Routine<boolean> {
  const done = yield* runProgram(argv, {});
  if (!done.ok) {
    run.status = 1;
    const name = argv[0] ?? '';
    yield* printError(`find: ${curlyQuote(name)}: ${formatErrno(done.errno)}\n`);
    return false;
  }
  if (done.value !== 0 && !quiet) run.status = 1;
  return done.value === 0;
}
