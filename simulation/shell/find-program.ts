/** From a command's first word to what the kernel is asked to start (bash(1), COMMAND EXECUTION). */
import { formatErrno } from '../host/error-text';
import type { ProgramTable, Routine } from '../host/program';
import { readFile, sys } from '../host/system';

export type FoundProgram =
  | { ok: true; program: string; argv: string[] }
  /** Without the leading `bash: `; `status` is 126 or 127. */
  | { ok: false; message: string; status: number };

/** Folders of $PATH in which every program of the table is thought to lie. */
const folders = ['/usr/local/bin/', '/usr/bin/', '/bin/', '/usr/sbin/', '/sbin/'];

export function* findProgram(programs: ProgramTable, argv: string[]): Routine<FoundProgram> {
  const name = argv[0] ?? '';
  if (!name.includes('/')) {
    if (Object.hasOwn(programs, name)) return { ok: true, program: name, argv };
    return { ok: false, message: `${name}: command not found`, status: 127 };
  }
  const folder = folders.find((path) => name.startsWith(path));
  const base = folder ? name.slice(folder.length) : '';
  if (Object.hasOwn(programs, base)) return { ok: true, program: base, argv };
  return yield* findScript(argv);
}

/** A file of the learner's own: its first line says what reads it. */
function* findScript(argv: string[]): Routine<FoundProgram> {
  const path = argv[0] ?? '';
  const status = yield* sys.stat(path);
  if (!status.ok) {
    const code = status.errno === 'ENOENT' ? 127 : 126;
    return { ok: false, message: `${path}: ${formatErrno(status.errno)}`, status: code };
  }
  if (status.value.kind === 'directory') {
    return { ok: false, message: `${path}: Is a directory`, status: 126 };
  }
  if ((status.value.mode & 0o111) === 0) {
    return { ok: false, message: `${path}: Permission denied`, status: 126 };
  }
  const text = yield* readFile(path);
  if (!text.ok) return { ok: false, message: `${path}: ${formatErrno(text.errno)}`, status: 126 };
  const words = /^#!\s*(.*)/.exec(text.value)?.[1]?.trim().split(/\s+/) ?? ['bash'];
  const [reader, ...options] = words.map((word) => word.replace(/^.*\//, ''));
  const rest = reader === 'env' ? options : [reader ?? 'bash', ...options];
  const program = rest[0] === 'sh' ? 'bash' : (rest[0] ?? 'bash');
  return { ok: true, program, argv: [program, ...rest.slice(1), ...argv] };
}
