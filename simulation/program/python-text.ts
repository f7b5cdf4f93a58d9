/** How Python 3.11 writes things: its version, repr(), tracebacks. */
import { errnoNumber, formatErrno } from '../host/error-text';
import type { Errno } from '../host/system-call';

export const PYTHON_VERSION = '3.11.7';
/** Where python.org's builds keep the standard library. */
export const PYTHON_LIBRARY = '/usr/local/lib/python3.11';

/** repr() of a str whose characters are all below U+0100. */
export function formatPythonString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let inside = '';
  for (const character of text) {
    const code = character.charCodeAt(0);
    if (character === '\\' || character === quote) inside += `\\${character}`;
    else if (character === '\n') inside += '\\n';
    else if (character === '\r') inside += '\\r';
    else if (character === '\t') inside += '\\t';
    else if (code < 0x20 || (code >= 0x7f && code < 0xa1) || code === 0xad) {
      inside += `\\x${code.toString(16).padStart(2, '0')}`;
    } else inside += character;
  }
  return quote + inside + quote;
}

/** One place of a traceback; `marks` is the part of `code` that is underlined. */
export type Frame = { file: string; line: number; name: string; code?: string; marks?: string };

export function formatTraceback(frames: readonly Frame[], error: string): string {
  const lines = ['Traceback (most recent call last):'];
  for (const { file, line, name, code, marks } of frames) {
    lines.push(`  File "${file}", line ${line}, in ${name}`);
    if (code === undefined) continue;
    lines.push(`    ${code}`);
    if (marks === undefined) continue;
    lines.push(`    ${' '.repeat(Math.max(0, code.indexOf(marks)))}${'^'.repeat(marks.length)}`);
  }
  return `${[...lines, error].join('\n')}\n`;
}

/** `OSError: [Errno 98] Address already in use`, with the class that Python picks for an errno. */
export function formatOsError(errno: Errno): string {
  const classes: Partial<Record<Errno, string>> = {
    EACCES: 'PermissionError',
    EPERM: 'PermissionError',
    ENOENT: 'FileNotFoundError',
    EISDIR: 'IsADirectoryError',
    ENOTDIR: 'NotADirectoryError',
    ECONNREFUSED: 'ConnectionRefusedError',
    ECONNRESET: 'ConnectionResetError',
    EPIPE: 'BrokenPipeError',
    ETIMEDOUT: 'TimeoutError',
  };
  return `${classes[errno] ?? 'OSError'}: [Errno ${errnoNumber(errno)}] ${formatErrno(errno)}`;
}
