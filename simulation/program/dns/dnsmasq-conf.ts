/** dnsmasq.conf and the long options of its command line, which are the same words (dnsmasq(8)). */
import { normalizeAddress } from '../../packet/address';

/** `domain` null is for every name; `addr` null (from `local=`): not forwarded at all. */
export type Upstream = { domain: string | null; addr: string | null; port: number };
export type DnsmasqSettings = {
  port: number;
  cacheSize: number;
  negTtl: number | null;
  localTtl: number;
  maxTtl: number | null;
  upstreams: Upstream[];
  /** `address=/domain/addr`: answers for a domain and all below it; null means NXDOMAIN. */
  fixed: { domain: string; addr: string | null }[];
  records: { names: string[]; addrs: string[]; ttl: number }[];
  hosts: boolean;
  extraHosts: string[];
  resolv: string | null;
  logQueries: boolean;
  logFile: string | null;
  interfaces: string[];
  listen: string[];
  bindInterfaces: boolean;
  noNegative: boolean;
  domainNeeded: boolean;
  bogusPrivate: boolean;
  strictOrder: boolean;
  keep: boolean;
};
export type DnsmasqReading =
  | { ok: true; settings: DnsmasqSettings }
  | { ok: false; message: string };

export const DNSMASQ_VERSION = '2.90';

export function defaultDnsmasq(): DnsmasqSettings {
  return {
    ...{ port: 53, cacheSize: 150, negTtl: null, localTtl: 0, maxTtl: null, upstreams: [] },
    ...{ fixed: [], records: [], hosts: true, extraHosts: [], resolv: '/etc/resolv.conf' },
    ...{ logQueries: false, logFile: null, interfaces: [], listen: [], bindInterfaces: false },
    ...{ noNegative: false, domainNeeded: false, bogusPrivate: false, strictOrder: false },
    keep: false,
  };
}

type Setter = (settings: DnsmasqSettings, value: string) => string | null;

const number =
  (
    put: (settings: DnsmasqSettings, value: number) => void,
    most = Number.MAX_SAFE_INTEGER,
  ): Setter =>
  (settings, value) => {
    if (!/^\d+$/.test(value) || Number(value) > most) return 'error';
    put(settings, Number(value));
    return null;
  };
const flag =
  (put: (settings: DnsmasqSettings) => void): Setter =>
  (settings) => {
    put(settings);
    return null;
  };
/** Options that change nothing in what is modelled. */
const nothing: Setter = () => null;

function splitDomains(value: string): { domains: (string | null)[]; rest: string } {
  if (!value.startsWith('/')) return { domains: [null], rest: value };
  const parts = value.slice(1).split('/');
  const rest = parts.pop() ?? '';
  return { domains: parts.map((one) => one.toLowerCase().replace(/^\*?\./, '')), rest };
}

const addUpstream: Setter = (settings, value) => {
  const { domains, rest } = splitDomains(value);
  const [text = '', port = '53'] = rest.split('#');
  const addr = rest === '' ? null : normalizeAddress(text);
  if (rest !== '' && addr === null) return 'Name or service not known';
  if (!/^\d+$/.test(port) || Number(port) > 65535) return 'bad port';
  if (addr === null && domains[0] === null) return 'error';
  for (const domain of domains) settings.upstreams.push({ domain, addr, port: Number(port) });
  return null;
};

const addFixed: Setter = (settings, value) => {
  const { domains, rest } = splitDomains(value);
  const addr = rest === '' ? null : normalizeAddress(rest);
  if (rest !== '' && rest !== '#' && addr === null) return 'Bad address in --address';
  for (const domain of domains) {
    if (rest === '#') {
      for (const any of ['0.0.0.0', '::']) settings.fixed.push({ domain: domain ?? '', addr: any });
    } else settings.fixed.push({ domain: domain ?? '', addr });
  }
  return null;
};

const addRecord: Setter = (settings, value) => {
  const fields = value.split(',').map((one) => one.trim());
  const last = fields.at(-1) ?? '';
  const ttl = /^\d+$/.test(last) ? Number(fields.pop()) : null;
  const addrs = fields.flatMap((one) => normalizeAddress(one) ?? []);
  const names = fields.filter((one) => normalizeAddress(one) === null);
  if (addrs.length === 0 || names.length === 0) return 'Bad host-record';
  settings.records.push({ names, addrs, ttl: ttl ?? settings.localTtl });
  return null;
};

/** Keys with `=` need a value, those with `?` may have one. */
const setters: Readonly<Record<string, Setter>> = {
  'server=': addUpstream,
  'local=': addUpstream,
  'address=': addFixed,
  'host-record=': addRecord,
  'port=': number((settings, value) => {
    settings.port = value;
  }, 65535),
  'cache-size=': number((settings, value) => {
    settings.cacheSize = value;
  }),
  'neg-ttl=': number((settings, value) => {
    settings.negTtl = value;
  }),
  'local-ttl=': number((settings, value) => {
    settings.localTtl = value;
  }),
  'max-ttl=': number((settings, value) => {
    settings.maxTtl = value;
  }),
  'addn-hosts=': (settings, value) => {
    settings.extraHosts.push(value);
    return null;
  },
  'resolv-file=': (settings, value) => {
    settings.resolv = value;
    return null;
  },
  'log-facility=': (settings, value) => {
    settings.logFile = value.includes('/') ? value : null;
    return null;
  },
  'interface=': (settings, value) => {
    settings.interfaces.push(...value.split(','));
    return null;
  },
  'listen-address=': (settings, value) => {
    const addrs = value.split(',').map(normalizeAddress);
    if (addrs.includes(null)) return 'error';
    settings.listen.push(...addrs.flatMap((addr) => addr ?? []));
    return null;
  },
  'log-queries?': flag((settings) => {
    settings.logQueries = true;
  }),
  'no-resolv': flag((settings) => {
    settings.resolv = null;
  }),
  'no-hosts': flag((settings) => {
    settings.hosts = false;
  }),
  'no-negcache': flag((settings) => {
    settings.noNegative = true;
  }),
  'bind-interfaces': flag((settings) => {
    settings.bindInterfaces = true;
  }),
  'bind-dynamic': flag((settings) => {
    settings.bindInterfaces = true;
  }),
  'domain-needed': flag((settings) => {
    settings.domainNeeded = true;
  }),
  'bogus-priv': flag((settings) => {
    settings.bogusPrivate = true;
  }),
  'strict-order': flag((settings) => {
    settings.strictOrder = true;
  }),
  'keep-in-foreground': flag((settings) => {
    settings.keep = true;
  }),
  ...Object.fromEntries(
    [
      ...[
        'no-poll',
        'user=',
        'group=',
        'pid-file?',
        'edns-packet-max=',
        'no-daemon',
        'all-servers',
      ],
      ...[
        'stop-dns-rebind',
        'rebind-localhost-ok',
        'localise-queries',
        'filterwin2k',
        'log-async?',
      ],
      ...['dns-forward-max=', 'except-interface=', 'no-dhcp-interface=', 'local-service?'],
    ].map((key) => [key, nothing]),
  ),
};

/** What the real program has and this one does not: names it in full. */
const absent =
  /^(dhcp-|enable-tftp|tftp-|ra-param|enable-ra|cname|txt-record|srv-host|mx-host|ptr-record|auth-|dnssec|trust-anchor|conf-dir|conf-file|expand-hosts|domain$|interface-name|synth-domain|rebind-domain|bogus-nxdomain|naptr-record|caa-record|dns-rr|ipset|nftset|rev-server|servers-file|alias|localmx|selfmx|min-cache-ttl|filter-AAAA|filter-A|query-port|add-subnet)/;

/** One option; null where all is well, otherwise what dnsmasq says of it. */
export function setDnsmasqOption(
  settings: DnsmasqSettings,
  name: string,
  value: string | null,
): string | null {
  const keys = [`${name}=`, `${name}?`, name];
  const key = keys.find((one) => Object.hasOwn(setters, one));
  const setter = key === undefined ? undefined : setters[key];
  if (!key || !setter) {
    return absent.test(name) ? `${name} is not in this simulation` : 'bad option';
  }
  if (key.endsWith('=') && (value === null || value === '')) return 'missing parameter';
  if (!/[=?]$/.test(key) && value !== null) return 'extraneous parameter';
  return setter(settings, value ?? '');
}

/** The text of a configuration file; the first mistake ends the reading, as in dnsmasq. */
export function readDnsmasqConf(
  text: string,
  file: string,
  settings: DnsmasqSettings,
): DnsmasqReading {
  for (const [index, line] of text.split('\n').entries()) {
    const bare = line.replace(/(^|\s)#.*$/, '').trim();
    if (bare === '') continue;
    const equals = bare.indexOf('=');
    const name = (equals < 0 ? bare : bare.slice(0, equals)).trim();
    const value =
      equals < 0
        ? null
        : bare
            .slice(equals + 1)
            .trim()
            .replace(/^"(.*)"$/, '$1');
    const problem = setDnsmasqOption(settings, name, value);
    if (problem !== null) {
      return { ok: false, message: `${problem} at line ${index + 1} of ${file}` };
    }
  }
  return { ok: true, settings };
}

/** The most special upstreams for a name; `longest` counts the labels of the domain they are for. */
export function upstreamsFor(settings: readonly Upstream[], name: string): Upstream[] {
  const lower = name.toLowerCase();
  const fits = (domain: string | null) =>
    domain === null || domain === '' || lower === domain || lower.endsWith(`.${domain}`);
  const found = settings.filter(({ domain }) => fits(domain));
  const longest = Math.max(...found.map(({ domain }) => domain?.length ?? -1));
  return found.filter(({ domain }) => (domain?.length ?? -1) === longest);
}
