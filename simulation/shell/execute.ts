/** Runs what `parse.ts` read: lists and pipelines, with what `set -e` and traps add to them. */
import type { Routine } from '../host/program';
import { sys } from '../host/system';
import { formatAndOr } from './format-command';
import { parse } from './parse';
import { runCompound } from './run-compound';
import { complain, runBackground, runForeground } from './run-pipeline';
import { runSimple } from './run-simple';
import type { Shell } from './shell';
import { type Descriptors, isLeaving } from './shell-state';
import { substitute } from './substitute';
import type { AndOr, Command, List, Pipeline } from './syntax';
import { runTrap, runTraps } from './traps';

/** Parses and runs a whole text; the exit status. */
export function* runText(shell: Shell, text: string, descriptors: Descriptors): Routine<number> {
  const parsed = parse(text);
  if (parsed.ok) yield* runList(shell, parsed.list, descriptors);
  else {
    yield* complain(shell.state, parsed.message, descriptors);
    shell.state.status = 2;
  }
  return shell.state.status;
}

export function* runList(shell: Shell, list: List, descriptors: Descriptors): Routine {
  const { state } = shell;
  for (const entry of list) {
    if (isLeaving(state)) return;
    if (state.options.has('n') && !state.interactive) return;
    if (entry.background) yield* runBackgroundEntry(shell, entry, descriptors);
    else yield* runAndOr(shell, entry, descriptors);
    yield* runTraps(shell, descriptors);
  }
}

function* runBackgroundEntry(shell: Shell, entry: AndOr, descriptors: Descriptors): Routine {
  const only = entry.pipelines.length === 1 ? entry.pipelines[0]?.pipeline : undefined;
  const whole: Command = {
    kind: 'group',
    body: [{ ...entry, background: false }],
    redirections: [],
    raw: entry.raw,
    line: only?.commands[0]?.line ?? 1,
  };
  const commands = only && !only.negated && !only.timed ? only.commands : [whole];
  const text = formatAndOr(entry);
  shell.state.status = yield* runBackground(shell, commands, text, descriptors, substitute);
}

function* runAndOr(shell: Shell, entry: AndOr, descriptors: Descriptors): Routine {
  const { state } = shell;
  for (const [index, { after, pipeline }] of entry.pipelines.entries()) {
    if (isLeaving(state)) return;
    if (after !== null && (after === '&&') !== (state.status === 0)) continue;
    const tested = index < entry.pipelines.length - 1 || pipeline.negated;
    if (tested) state.tested += 1;
    state.status = yield* runPipeline(shell, pipeline, descriptors);
    if (tested) state.tested -= 1;
    else if (state.status !== 0 && state.tested === 0 && failsAlone(pipeline)) {
      yield* fail(shell, descriptors);
    }
  }
}

/** What fails within these has been seen to there. */
function failsAlone({ commands: [first, ...others] }: Pipeline): boolean {
  return (
    others.length > 0 || ['simple', 'subshell', 'condition', 'sum'].includes(first?.kind ?? '')
  );
}

/** The trap on ERR, and the end of a shell with `set -e`. */
function* fail(shell: Shell, descriptors: Descriptors): Routine {
  const { state } = shell;
  if (isLeaving(state)) return;
  const { status } = state;
  yield* runTrap(shell, 'ERR', descriptors);
  state.status = status;
  if (state.options.has('e')) state.exit = status;
}

function* runPipeline(shell: Shell, pipeline: Pipeline, descriptors: Descriptors): Routine<number> {
  const begin = pipeline.timed ? yield* sys.now() : null;
  const status = yield* runUntimed(shell, pipeline, descriptors);
  if (begin?.ok) {
    const end = yield* sys.now();
    yield* tellTime((end.ok ? end.value : begin.value) - begin.value, descriptors);
  }
  return pipeline.negated ? Number(status === 0) : status;
}

function* runUntimed(shell: Shell, pipeline: Pipeline, descriptors: Descriptors): Routine<number> {
  const [first, ...others] = pipeline.commands;
  if (!first) return 0;
  if (others.length > 0) return yield* runForeground(shell, pipeline, descriptors, substitute);
  const status =
    first.kind === 'simple'
      ? yield* runSimple(shell, first, descriptors)
      : yield* runCompound(shell, first, descriptors);
  if (first.kind === 'simple') shell.state.pipeStatus = [status];
  return status;
}

/** Programs of a simulated host take no time of its processor. */
function* tellTime(ms: number, descriptors: Descriptors): Routine {
  const fd = descriptors[2];
  const minutes = Math.floor(ms / 60_000);
  const seconds = ((ms % 60_000) / 1000).toFixed(3);
  const text = `\nreal\t${minutes}m${seconds}s\nuser\t0m0.000s\nsys\t0m0.000s\n`;
  if (fd !== undefined) yield* sys.writeText(fd, text);
}
