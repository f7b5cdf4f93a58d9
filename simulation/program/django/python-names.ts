/** Names that Python knows by itself, and its guess at a mistyped one. */

const keywords = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except ' +
    'finally for from global if import in is lambda nonlocal not or pass raise return try while ' +
    'with yield'
  ).split(' '),
);

export function isKeyword(name: string): boolean {
  return keywords.has(name);
}

/** Builtins of Python 3.11 and what every module has. */
export const builtins: readonly string[] = (
  '__name__ __doc__ __package__ __loader__ __spec__ __file__ __cached__ __builtins__ ' +
  'ArithmeticError AssertionError AttributeError BaseException BlockingIOError BrokenPipeError ' +
  'BufferError ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError ' +
  'ConnectionResetError EOFError Ellipsis EnvironmentError Exception FileExistsError ' +
  'FileNotFoundError FloatingPointError GeneratorExit IOError ImportError IndentationError ' +
  'IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError ' +
  'MemoryError ModuleNotFoundError NameError NotADirectoryError NotImplemented ' +
  'NotImplementedError OSError OverflowError PermissionError ProcessLookupError RecursionError ' +
  'ReferenceError RuntimeError StopIteration SyntaxError SystemError SystemExit TabError ' +
  'TimeoutError TypeError ValueError ZeroDivisionError __import__ abs aiter all anext any ascii ' +
  'bin bool breakpoint bytearray bytes callable chr classmethod compile complex copyright ' +
  'credits delattr dict dir divmod enumerate eval exec exit filter float format frozenset ' +
  'getattr globals hasattr hash help hex id input int isinstance issubclass iter len license ' +
  'list locals map max memoryview min next object oct open ord pow print property quit range ' +
  'repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip'
).split(' ');

/** Cost of turning one letter into another: half where only the case differs. */
function letterCost(a: string, b: string): number {
  if (a === b) return 0;
  return a.toLowerCase() === b.toLowerCase() ? 1 : 2;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index * 2);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i * 2];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + letterCost(a.charAt(i - 1), b.charAt(j - 1));
      next.push(Math.min(change, (row[j] ?? 0) + 2, (next[j - 1] ?? 0) + 2));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** CPython's suggestion: the nearest name of which at most a third must be changed. */
export function suggestName(name: string, own: readonly string[]): string | null {
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of [...own, ...builtins, 'False', 'None', 'True']) {
    if (candidate === name) continue;
    const most = Math.min(Math.floor(((name.length + candidate.length + 3) * 2) / 6), least - 1);
    const far = distance(name, candidate);
    if (far > most) continue;
    best = candidate;
    least = far;
  }
  return best;
}
