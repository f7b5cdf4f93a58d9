/** What a command line of nmap asks for, as far as the simulated nmap goes. */
import { commonPorts, portsNamed, usualPorts } from './nmap-table';

export type NmapSettings = {
  targets: string[];
  /** Null: the thousand usual ones. */
  ports: string | null;
  common: number | null;
  scan: 'connect' | 'syn' | 'none';
  /** -Pn: every target counts as up. */
  assumeUp: boolean;
  numeric: boolean;
  openOnly: boolean;
  reason: boolean;
  versions: boolean;
  verbose: boolean;
  action: 'scan' | 'help' | 'version';
};

/** `started`: said below the line that tells of the start. */
export type NmapFault = { text: string; status: number; started?: boolean };

const plain = {
  '-n': { numeric: true },
  '-Pn': { assumeUp: true },
  '-P0': { assumeUp: true },
  '-sT': { scan: 'connect' },
  '-sS': { scan: 'syn' },
  '-sn': { scan: 'none' },
  '-sP': { scan: 'none' },
  '-sV': { versions: true },
  '-F': { common: 100 },
  '-v': { verbose: true },
  '-r': {},
  '-R': {},
  '--open': { openOnly: true },
  '--reason': { reason: true },
  '--unprivileged': { scan: 'connect' },
  '--system-dns': {},
  '-h': { action: 'help' },
  '--help': { action: 'help' },
  '-V': { action: 'version' },
  '--version': { action: 'version' },
} as const satisfies Readonly<Record<string, Partial<NmapSettings>>>;

/** Real options that this nmap does not have, by their beginnings. */
const notHere =
  /^(-s[ACFILMNOUWXYZ]|-A|-O|-6|-P[SAUYEMPO]|-i[LR]|-o[NXSGA]|-b|-D|-S|-e|-f|-g|-d|--(script|traceroute|exclude|exclude-ports|excludefile|dns-servers|scanflags|port-ratio|version-.*|osscan-.*|(min|max)-.*|initial-rtt-timeout|host-timeout|scan-delay|mtu|source-port|proxies|data.*|ip-options|ttl|spoof-mac|badsum|packet-trace|iflist|append-output|resume|noninteractive|stylesheet|webxml|no-stylesheet|privileged|send-(eth|ip)|defeat-.*|disable-arp-ping))/;
const needsRoot = /^-s[AFMNOUWXYZI]/;

const root: NmapFault = {
  text: 'You requested a scan type which requires root privileges.\nQUITTING!\n',
  status: 1,
};

export function readNmapSettings(
  args: readonly string[],
  isRoot: boolean,
): NmapSettings | NmapFault {
  const settings: NmapSettings = {
    targets: [],
    ports: null,
    common: null,
    scan: isRoot ? 'syn' : 'connect',
    assumeUp: false,
    numeric: false,
    openOnly: false,
    reason: false,
    versions: false,
    verbose: false,
    action: 'scan',
  };
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith('-') || word === '-') settings.targets.push(word);
    else if (Object.hasOwn(plain, word)) {
      Object.assign(settings, plain[word as keyof typeof plain]);
      if (word === '-sS' && !isRoot) return root;
    } else if (/^-p./.test(word)) settings.ports = word.slice(2);
    else if (word === '-p') {
      const value = rest.shift();
      if (value === undefined) return missing('p');
      settings.ports = value;
    } else if (/^--top-ports(=|$)/.test(word)) {
      const value = word.includes('=') ? word.slice(12) : rest.shift();
      const count = Number(value);
      if (!(count >= 1)) {
        const text = '--top-ports should be an integer 1 or greater\nQUITTING!\n';
        return { text, status: 1 };
      }
      settings.common = Math.floor(count);
    } else if (/^-T([0-5]?)$/.test(word)) {
      if (word === '-T' && rest.shift() === undefined) return missing('T');
    } else if (needsRoot.test(word) && !isRoot) return root;
    else if (word === '-O' && !isRoot) {
      const text = 'TCP/IP fingerprinting (for OS scan) requires root privileges.\nQUITTING!\n';
      return { text, status: 1 };
    } else if (notHere.test(word)) {
      return { text: `nmap: the option ${word} is not in this simulation\n`, status: 1 };
    } else {
      const hint = 'See the output of nmap -h for a summary of options.\n';
      return { text: `nmap: unrecognized option '${word}'\n${hint}`, status: 255 };
    }
  }
  return settings;
}

function missing(letter: string): NmapFault {
  const hint = 'See the output of nmap -h for a summary of options.\n';
  return { text: `nmap: option requires an argument -- '${letter}'\n${hint}`, status: 255 };
}

const illegal =
  'Error #487: Your port specifications are illegal.  ' +
  'Example of proper form: "-100,200-1024,T:3000-4000,U:60000-"\nQUITTING!\n';

/** The ports to scan, upwards; `warning`: those of UDP are passed over. */
export function readPorts(
  settings: Pick<NmapSettings, 'ports' | 'common'>,
): { ports: number[]; warning: boolean } | NmapFault {
  const { ports: given, common } = settings;
  const text =
    given ??
    (common === null ? usualPorts : commonPorts.split(',').slice(0, Math.min(common, 100)).join());
  if (given === null && common !== null && common > 100) {
    return fault('nmap: more than 100 top ports are not in this simulation\n');
  }
  const found = new Set<number>();
  let proto = 'T';
  let warning = false;
  for (const part of text.split(',')) {
    const tagged = /^([TUSP]):(.*)$/.exec(part);
    if (tagged) proto = tagged[1] ?? 'T';
    const range = (tagged?.[2] ?? part).trim();
    if (proto !== 'T') {
      warning ||= proto === 'U';
      continue;
    }
    const match = /^(\d*)(-?)(\d*)$/.exec(range);
    if (!match || range === '') {
      if (/^[a-z*?][\w*?-]*$/i.test(range)) {
        const named = portsNamed(range);
        if (named.length === 0) {
          const text = `Found no matches for the service mask '${range}' and your specified protocols`;
          return fault(`${text}\nQUITTING!\n`);
        }
        for (const port of named) found.add(port);
        continue;
      }
      return fault(illegal);
    }
    const [, low = '', dash, high = ''] = match;
    const from = low === '' ? 1 : Number(low);
    const to = dash === '' ? from : high === '' ? 65535 : Number(high);
    if (from > 65535 || to > 65535) {
      return fault('Ports specified must be between 0 and 65535 inclusive\nQUITTING!\n');
    }
    if (from > to) {
      const text = `Your port range ${from}-${to} is backwards. Did you mean ${to}-${from}?`;
      return fault(`${text}\nQUITTING!\n`);
    }
    for (let port = from; port <= to; port += 1) found.add(port);
  }
  return { ports: [...found].sort((a, b) => a - b), warning };
}

function fault(text: string): NmapFault {
  return { text, status: 1, started: true };
}
