/**
 * The command lines that start agents, as data. Why each word is there: docs/decisions, and the
 * man pages unshare(1), setpriv(1), prlimit(1), ip-batch in ip(8), network_namespaces(7).
 */
import { LAPTOP, PHONE } from '../address-rules';

/** Descriptors every agent is born with. Nothing is found by path. */
export const FD = { agentCode: 3, koffi: 4, node: 5, laptop: 6, phone: 7 } as const;

export type CommandLine = { file: string; args: string[] };

/** Reads its own code from a descriptor; `readSync` with a position, since the offset is shared. */
export const bootFromDescriptor = (fd: number) =>
  `const f=require('fs'),s=f.fstatSync(${fd}).size,b=Buffer.alloc(s);f.readSync(${fd},b,0,s,0);` +
  `const M=require('module'),m=new M('lab');m.paths=[];m._compile(b.toString('utf8'),'lab.cjs')`;

/** Node's own permission model: no file, no child process, no worker. Addons: koffi is one. */
export const permissionFlags = (known: ReadonlySet<string>) => [
  known.has('--permission') ? '--permission' : '--experimental-permission',
  '--allow-addons',
  // Newer ones count the network among what has to be asked for.
  ...(known.has('--allow-net') ? ['--allow-net'] : []),
];

/** Megabytes of JavaScript heap: an agent keeps nothing; libraries of services do. */
const HEAP_MB = { agent: 32, service: 96 } as const;

const nodeArgs = (channel: number, permission: string[]) => [
  `--max-old-space-size=${HEAP_MB.agent}`,
  '--max-semi-space-size=1',
  '--no-warnings',
  ...permission,
  '-e',
  bootFromDescriptor(FD.agentCode),
  String(channel),
  String(FD.koffi),
];

const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;

/** An agent opens one packet socket by the second, and gives the second away by the third. */
const AGENT_CAPABILITIES = ['net_bind_service', 'net_raw', 'setpcap'];
const SERVICE_CAPABILITIES = ['net_bind_service'];

/** 128 descriptors, no core, no byte to any file; then no privilege but low ports. */
const limitWords = ['prlimit', '--nofile=128:128', '--core=0', '--fsize=0'];
const privilegeWords = (capabilities: readonly string[] | null) => [
  'setpriv',
  '--pdeathsig',
  'KILL',
  '--no-new-privs',
  ...(capabilities
    ? [
        '--inh-caps=-all',
        '--ambient-caps=-all',
        `--bounding-set=${['-all', ...capabilities.map((name) => `+${name}`)].join(',')}`,
      ]
    : []),
];

/**
 * Runs `command` beside the shell and says so on standard output when it has ended: `unshare`
 * keeps a copy of every channel open, so the end of a channel would tell nothing.
 */
const watched = (command: string) =>
  `setpriv --pdeathsig KILL sh -c ${quote(`${command}\necho ended`)} &`;

const agentShell = (channel: number, permission: string[]) =>
  [
    ...limitWords,
    ...privilegeWords(AGENT_CAPABILITIES),
    `/proc/self/fd/${FD.node}`,
    ...nodeArgs(channel, permission),
  ]
    .map(quote)
    .join(' ');

/** Folders of the server that an agent must not see, if it could read files at all. */
const hiddenFolders = '/tmp /run /var /home /root /srv /opt /mnt /media /boot /sys'.split(' ');

/**
 * A sandbox of two hosts: the phone is the outer network namespace, the laptop a child of it,
 * so that the parent exists when the cable (a veth pair) is laid. No route leaves either.
 *
 * @param sealed also an own process table and hidden folders; containers often forbid mounts.
 */
export function netnsLine(options: {
  sealed: boolean;
  hide: string[];
  permission: string[];
}): CommandLine {
  const { sealed, hide, permission } = options;
  const hideAll = [...hiddenFolders, ...hide].map(
    (folder) =>
      `if [ -d ${quote(folder)} ]; then mount -t tmpfs -o ro,size=4k,mode=0555,nosuid,nodev,noexec none ${quote(folder)}; fi`,
  );
  const laptop = [
    'set -e',
    'ip -batch - <<END',
    'link set lo up',
    'link add eth0 type veth peer name eth0 netns $PPID',
    `addr add ${LAPTOP}/24 dev eth0`,
    'link set eth0 up',
    'END',
    'nsenter --net=/proc/$PPID/ns/net ip -batch - <<END',
    'link set lo up',
    `addr add ${PHONE}/24 dev eth0`,
    'link set eth0 up',
    'END',
    `exec ${agentShell(FD.laptop, permission)} ${FD.phone}<&- </dev/null >/dev/null`,
  ].join('\n');
  const supervisor = [
    'set -e',
    ...(sealed ? hideAll : []),
    watched(`unshare --net sh -c ${quote(laptop)}`),
    watched(`${agentShell(FD.phone, permission)} ${FD.laptop}<&- </dev/null >/dev/null`),
    `exec ${FD.agentCode}<&- ${FD.koffi}<&- ${FD.node}<&- ${FD.laptop}<&- ${FD.phone}<&-`,
    // Standard input is the life line: it ends when labd does, and then everything here does.
    'while read -r line; do :; done',
    'kill -9 $(jobs -p) 2>/dev/null || :',
  ].join('\n');
  return {
    file: 'setpriv',
    args: [
      '--pdeathsig',
      'KILL',
      'unshare',
      '--user',
      '--map-root-user',
      '--net',
      '--ipc',
      '--uts',
      ...(sealed ? ['--pid', '--fork', '--kill-child=SIGKILL', '--mount', '--mount-proc'] : []),
      'sh',
      '-c',
      supervisor,
    ],
  };
}

/** The loopback tier: the same agent on the server's own network, its own fence (dial-policy). */
export function loopbackLine(options: { permission: string[]; tools: boolean }): CommandLine {
  const node = [`/proc/self/fd/${FD.node}`, ...nodeArgs(FD.laptop, options.permission)];
  const words = options.tools ? [...limitWords, ...privilegeWords(null), ...node] : node;
  const [file = '', ...args] = words;
  return { file, args };
}

/** Descriptors of a service process; it needs no koffi. */
export const SERVICE_FD = { code: 3, node: 4, channel: 5 } as const;

/** What a process that joins a sandbox later has to know of it. */
export type Entrance = {
  /** Process id, seen from labd, of the process in the sandbox's outer namespaces. */
  supervisor: number;
  sealed: boolean;
  /** Process id, seen from inside, of one that lives on the host to enter. */
  resident: number;
};

/**
 * The words that put a command into a sandbox that is running. labd made its user namespace and
 * so may enter it (user_namespaces(7)); `unshare` itself stays outside the process namespace that
 * it made for its children, hence `pid_for_children`.
 */
const enterWords = ({ supervisor, sealed, resident }: Entrance): string[] => {
  const space = (name: string) => `/proc/${supervisor}/ns/${name}`;
  return [
    'nsenter',
    '--preserve-credentials',
    `--user=${space('user')}`,
    `--net=${space('net')}`,
    `--ipc=${space('ipc')}`,
    `--uts=${space('uts')}`,
    ...(sealed ? [`--mount=${space('mnt')}`, `--pid=${space('pid_for_children')}`] : []),
    'nsenter',
    `--net=/proc/${resident}/ns/net`,
  ];
};

/** Writes kernel parameters, given as `path=value`, and the pace of questions for a neighbour. */
const parameterScript = [
  'set -e',
  'for pair; do printf %s "${pair#*=}" >"/proc/sys/${pair%%=*}"; done',
  'ip ntable change name arp_cache dev eth0 retrans 800',
].join('\n');

/** Work of the supervisor's own kind on a machine that runs: none of its words is a learner's. */
export type MachineWork =
  | { set: readonly (readonly [path: string, value: string])[] }
  /** Rules come by standard input. */
  | 'firewall';

/** Done with the rights of the sandbox's root, which end at the sandbox. */
export function machineLine(entrance: Entrance, work: MachineWork): CommandLine {
  const [file = '', ...args] = [
    'setpriv',
    '--pdeathsig',
    'KILL',
    ...enterWords(entrance),
    ...(work === 'firewall'
      ? ['nft', '-f', '-']
      : [
          'sh',
          '-c',
          parameterScript,
          'sh',
          ...work.set.map(([path, value]) => `${path}=${value}`),
        ]),
  ];
  return { file, args };
}

/** Starts the process that runs services; `entrance` is null in the loopback tier. */
export function serviceLine(options: {
  entrance: Entrance | null;
  permission: string[];
  tools: boolean;
}): CommandLine {
  const { entrance, permission, tools } = options;
  const words = [
    ...(entrance ? ['setpriv', '--pdeathsig', 'KILL', ...enterWords(entrance)] : []),
    ...(tools
      ? [
          'prlimit',
          '--nofile=256:256',
          '--core=0',
          '--fsize=0',
          ...privilegeWords(entrance && SERVICE_CAPABILITIES),
        ]
      : []),
    `/proc/self/fd/${SERVICE_FD.node}`,
    `--max-old-space-size=${HEAP_MB.service}`,
    '--max-semi-space-size=2',
    '--no-warnings',
    ...permission.filter((flag) => flag !== '--allow-addons'),
    '-e',
    bootFromDescriptor(SERVICE_FD.code),
    String(SERVICE_FD.channel),
  ];
  const [file = '', ...args] = words;
  return { file, args };
}

/** Bytes of the largest file that a program may write, and descriptors that it may hold. */
const PROGRAM_FILE_BYTES = 16 * 1024 * 1024;
const PROGRAM_FILES = 256;
/** Address space of each process: more than any needs, and an end to a query that wants it all. */
const PROGRAM_SPACE_BYTES = 1024 * 1024 * 1024;
/** `nobody`, of whom every system knows a name: most servers refuse to work as root. */
const PROGRAM_UID = 65_534;
/** Where a program finds its files: the one place it can write to. */
export const PROGRAM_FOLDER = '/run';
/** On standard error, when a program has ended. */
export const PROGRAM_ENDED = 'ended';

const PORT_START = '/proc/sys/net/ipv4/ip_unprivileged_port_start';
/** The kernel's own choice, as every new network has it. */
const FIRST_OPEN_PORT = 1024;

/**
 * What runs around a real program, as process 1 of a process table of its own, so that all that a
 * program ever starts ends with it. Files can be written in one folder in memory only. The
 * program is an ordinary account without a capability; low ports are open to it until labd says,
 * by a line on standard input, that it listens. The end of that input ends everything.
 *
 * @param script shell commands, of which the last stays in the foreground.
 * @param megabytes size of the folder in memory.
 */
const programShell = (script: string, megabytes: number) =>
  [
    // The rest of /proc must take the map of accounts, below; it holds nothing else to change.
    'mount --bind /proc/sys /proc/sys || exit 1',
    'while read -r _ where _ flags _; do',
    '  [ "$where" = /proc ] && continue',
    '  keep=ro',
    '  for flag in nosuid nodev noexec relatime noatime nodiratime; do',
    '    case ",$flags," in *",$flag,"*) keep="$keep,$flag";; esac',
    '  done',
    // What another mount covers cannot be named, nor reached.
    '  mount -o "remount,bind,$keep" "$where" 2>/dev/null || :',
    'done </proc/self/mounts',
    `mount -t tmpfs -o size=${megabytes}m,nr_inodes=8k,mode=0700,nosuid,nodev,noexec none ${PROGRAM_FOLDER} || exit 1`,
    `cd ${PROGRAM_FOLDER}`,
    'echo 0 >&8',
    `{ ${[
      'unshare',
      '--user',
      `--map-user=${PROGRAM_UID}`,
      `--map-group=${PROGRAM_UID}`,
      'prlimit',
      `--nofile=${PROGRAM_FILES}:${PROGRAM_FILES}`,
      '--core=0',
      `--fsize=${PROGRAM_FILE_BYTES}`,
      `--as=${PROGRAM_SPACE_BYTES}`,
      'setpriv',
      '--no-new-privs',
      'sh',
      '-c',
      script,
    ]
      .map(quote)
      .join(' ')} 8>&- 9>&- </dev/null 2>&1 | cat 8>&- 9>&-; echo ${PROGRAM_ENDED} >&2; } &`,
    'read -r line || exit 0',
    `echo ${FIRST_OPEN_PORT} >&9`,
    'exec 8>&- 9>&-',
    'while read -r line; do :; done',
  ].join('\n');

/** Puts a real program into a sealed sandbox. */
export function programLine(entrance: Entrance, script: string, megabytes: number): CommandLine {
  const [file = '', ...args] = [
    ...['setpriv', '--pdeathsig', 'KILL', ...enterWords(entrance)],
    ...['setpriv', '--pdeathsig', 'KILL'],
    // The kernel takes a number only at a file's beginning: one descriptor for each. They are of
    // the /proc outside, since what is open for writing cannot become read-only inside.
    ...['sh', '-c', `exec 8>${PORT_START} 9>${PORT_START}; exec "$@"`, 'sh'],
    ...['unshare', '--mount', '--pid', '--fork', '--kill-child=SIGKILL', '--mount-proc'],
    ...['sh', '-c', programShell(script, megabytes)],
  ];
  return { file, args };
}
