/** The files by which a host finds its resolver: resolv.conf(5) and nsswitch.conf(5). */
import { normalizeAddress } from '../../packet/address';

/** `timeout` in seconds; `ndots` is from how many dots on a name is tried as it stands first. */
export type ResolverConf = {
  servers: string[];
  search: string[];
  ndots: number;
  timeout: number;
  attempts: number;
  rotate: boolean;
};
const MOST_SERVERS = 3;

function limit(text: string | undefined, most: number, usual: number): number {
  const value = Number.parseInt(text ?? '', 10);
  return Number.isNaN(value) ? usual : Math.min(Math.max(value, 0), most);
}

/** Lines that make no sense are passed over, as glibc does. Without servers it is 127.0.0.1. */
export function parseResolverConf(text: string, hostName = ''): ResolverConf {
  const dot = hostName.indexOf('.');
  const conf: ResolverConf = {
    ...{ servers: [], search: dot < 0 ? [] : [hostName.slice(dot + 1)], ndots: 1 },
    ...{ timeout: 5, attempts: 2, rotate: false },
  };
  for (const line of text.split('\n')) {
    if (/^[;#]/.test(line)) continue;
    const [keyword, ...values] = line.trim().split(/\s+/);
    if (keyword === 'nameserver') {
      const addr = normalizeAddress(values[0] ?? '');
      if (addr !== null && conf.servers.length < MOST_SERVERS) conf.servers.push(addr);
    } else if (keyword === 'search') conf.search = values.filter((one) => one !== '.');
    else if (keyword === 'domain') conf.search = values.slice(0, 1);
    else if (keyword === 'options') {
      for (const option of values) {
        const [name, value] = option.split(':');
        if (name === 'ndots') conf.ndots = limit(value, 15, 1);
        else if (name === 'timeout') conf.timeout = Math.max(1, limit(value, 30, 5));
        else if (name === 'attempts') conf.attempts = Math.max(1, limit(value, 5, 2));
        else if (name === 'rotate') conf.rotate = true;
      }
    }
  }
  if (conf.servers.length === 0) conf.servers.push('127.0.0.1');
  return conf;
}

/** Where names of hosts are looked up; `stop` means that "not found" there is the last word. */
export type NameSource = { name: string; stop: boolean };

const usual: readonly NameSource[] = ['files', 'dns'].map((name) => ({ name, stop: false }));

/** The `hosts:` line of nsswitch.conf; files and then DNS where there is none. */
export function parseNameSources(text: string): readonly NameSource[] {
  const line = text
    .split('\n')
    .map((one) => one.replace(/#.*/, '').trim())
    .find((one) => /^hosts\s*:/.test(one));
  if (line === undefined) return usual;
  const sources: NameSource[] = [];
  for (const [word = ''] of line.replace(/^hosts\s*:/, '').matchAll(/\[[^\]]*\]|[^\s[\]]+/g)) {
    const last = sources.at(-1);
    if (!word.startsWith('[')) sources.push({ name: word.toLowerCase(), stop: false });
    else if (last && /notfound\s*=\s*return/i.test(word)) last.stop = true;
  }
  return sources;
}
