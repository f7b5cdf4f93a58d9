/** The shell commands that write a program's files and start it. Pure. */
import type { Found } from './find-programs';
import type { Place } from './program';

const END = 'END-OF-FILE';

export function setUpScript({ row, binaries }: Found, address: Place['address']): string {
  const place: Place = { address, binaries };
  const files = Object.entries(row.files(place));
  const folders = [
    ...new Set(
      files.flatMap(([name]) => (name.includes('/') ? [name.slice(0, name.lastIndexOf('/'))] : [])),
    ),
  ];
  return [
    'umask 077',
    // Else each thread takes 64 MB of address space for itself, of which there is a limit. mallopt(3)
    'export MALLOC_ARENA_MAX=2',
    ...folders.map((folder) => `mkdir -p ${folder}`),
    ...files.map(([name, text]) => `cat >${name} <<'${END}'\n${text.trim()}\n${END}`),
    ...row.run(place),
  ].join('\n');
}
