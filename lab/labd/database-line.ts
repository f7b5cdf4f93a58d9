/** The command line of a database process, as data. Its words are those of `launch-line.ts`. */
import { bootFromDescriptor, type CommandLine } from './launch-line';

/** Descriptors that it is born with. */
export const DATABASE_FD = { code: 3, node: 4, channel: 5, wasm: 6, share: 7, data: 8 } as const;

/** Megabytes of JavaScript heap; PostgreSQL's own memory is WebAssembly's, and bounded there. */
const HEAP_MB = 160;
/** Memory in all: its files are in memory, too. It starts within 400 MB; beyond this it ends. */
const MOST_BYTES = 900_000_000;

/**
 * @param alone true: in a user and network namespace of its own, without an interface that is up
 * and without a capability.
 * @param tools whether setpriv and prlimit are here.
 */
export function databaseLine(options: {
  alone: boolean;
  permission: string[];
  tools: boolean;
}): CommandLine {
  const { alone, permission, tools } = options;
  const words = [
    ...(tools ? ['setpriv', '--pdeathsig', 'KILL'] : []),
    ...(alone ? ['unshare', '--user', '--map-root-user', '--net', '--ipc', '--uts'] : []),
    ...(tools
      ? [
          ...['prlimit', `--data=${MOST_BYTES}`, '--nofile=64:64', '--core=0', '--fsize=0'],
          ...['setpriv', '--pdeathsig', 'KILL', '--no-new-privs'],
          ...(alone ? ['--inh-caps=-all', '--ambient-caps=-all', '--bounding-set=-all'] : []),
        ]
      : []),
    `/proc/self/fd/${DATABASE_FD.node}`,
    `--max-old-space-size=${HEAP_MB}`,
    '--no-warnings',
    ...permission.filter((flag) => flag.endsWith('permission')),
    '-e',
    bootFromDescriptor(DATABASE_FD.code),
    ...[DATABASE_FD.channel, DATABASE_FD.wasm, DATABASE_FD.share, DATABASE_FD.data].map(String),
  ];
  const [file = '', ...args] = words;
  return { file, args };
}
