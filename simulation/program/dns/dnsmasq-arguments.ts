/** dnsmasq's command line: the words of its configuration file, and a few letters. */
import {
  DNSMASQ_VERSION,
  type DnsmasqSettings,
  defaultDnsmasq,
  setDnsmasqOption,
} from './dnsmasq-conf';

export const CONF = '/etc/dnsmasq.conf';
const shortNames: Readonly<Record<string, string>> = {
  ...{
    p: 'port',
    c: 'cache-size',
    R: 'no-resolv',
    h: 'no-hosts',
    H: 'addn-hosts',
    N: 'no-negcache',
  },
  ...{ r: 'resolv-file', q: 'log-queries', i: 'interface', a: 'listen-address', S: 'server' },
  ...{ A: 'address', z: 'bind-interfaces', D: 'domain-needed', b: 'bogus-priv', o: 'strict-order' },
  ...{
    n: 'no-poll',
    u: 'user',
    g: 'group',
    x: 'pid-file',
    k: 'keep-in-foreground',
    T: 'local-ttl',
  },
  '8': 'log-facility',
};
const valued = 'pcHriaSAugxT8';

type Arguments = { settings: DnsmasqSettings; conf: string; debug: boolean; test: boolean };
type Reading = Arguments | { text: string; status: number; error: boolean };

export function readDnsmasqArguments(args: readonly string[]): Reading {
  const found: Arguments = { settings: defaultDnsmasq(), conf: CONF, debug: false, test: false };
  const fail = (text: string): Reading => ({
    text: `\ndnsmasq: ${text}\n`,
    status: 1,
    error: true,
  });
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '-v' || arg === '--version') {
      const text = `Dnsmasq version ${DNSMASQ_VERSION}  Copyright (c) 2000-2024 Simon Kelley\n`;
      return { text, status: 0, error: false };
    }
    const long = /^--([^=]+)(?:=(.*))?$/s.exec(arg);
    const letter = /^-(\S)(.*)$/s.exec(arg);
    if (!long && !letter) return fail('junk found in command line');
    const short = letter?.[1] ?? '';
    const takes = short === 'C' || valued.includes(short);
    const name = long?.[1] ?? shortNames[short] ?? short;
    const joined = long ? (long[2] ?? null) : letter?.[2] || null;
    if (!long && !takes && joined !== null) rest.unshift(`-${joined}`);
    const value = long ? joined : takes ? (joined ?? rest.shift() ?? null) : null;
    if (name === 'conf-file' || name === 'C') found.conf = value ?? '';
    else if (name === 'no-daemon' || name === 'd') found.debug = true;
    else if (name === 'test') found.test = true;
    else {
      const problem = setDnsmasqOption(found.settings, name, value);
      if (problem === 'bad option') return fail('bad command line options: try --help');
      if (problem !== null) return fail(`bad command line options: ${problem}`);
    }
  }
  return found;
}
