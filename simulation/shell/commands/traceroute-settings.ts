/** What a command line of traceroute 2.1.2 asks for. */

export type TracerouteSettings = {
  host: string;
  family: 0 | 4 | 6;
  numeric: boolean;
  first: number;
  most: number;
  queries: number;
  port: number;
  /** Milliseconds. */
  wait: number;
  /** Bytes of IP; null: the usual. */
  length: number | null;
  method: 'udp' | 'icmp' | 'tcp';
};
type TracerouteFault = { text: string; status: number };
type Outcome = TracerouteSettings | TracerouteFault | 'help' | 'version';

const values: Readonly<Record<string, string>> = {
  f: 'first_ttl',
  m: 'max_ttl',
  q: 'nqueries',
  p: 'port',
  w: 'MAX,HERE,NEAR',
};
const longNames: Readonly<Record<string, string>> = {
  first: 'f',
  'max-hops': 'm',
  queries: 'q',
  port: 'p',
  wait: 'w',
  icmp: 'I',
  tcp: 'T',
  help: 'help',
  version: 'V',
};
/** Options of the real tool that this one does not have. */
const notHere =
  /^(?:-[6dFgitlrNseAMOUDPz]|--(?:debug|dont-fragment|gateway|interface|sim-queries|tos|flowlabel|sendwait|source|extensions|as-path-lookups|module|options|sport|fwmark|udp|dccp|protocol|mtu|back))/;

const wrong = (text: string): TracerouteFault => ({ text: `${text}\n`, status: 2 });

export function readTracerouteSettings(args: readonly string[]): Outcome {
  const numbers: Record<string, number> = { f: 1, m: 30, q: 3, p: 33434, w: 5 };
  const settings = { family: 0 as 0 | 4 | 6, numeric: false, method: 'udp' as const };
  let method: TracerouteSettings['method'] = settings.method;
  const operands: { text: string; at: number }[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (!word.startsWith('-') || word === '-') {
      operands.push({ text: word, at: at + 1 });
      continue;
    }
    const long = /^--([^=]+)(?:=(.*))?$/.exec(word);
    const key = long ? longNames[long[1] ?? ''] : word.charAt(1);
    const joined = long ? long[2] : word.slice(2) || undefined;
    if (key === 'help') return 'help';
    if (key === 'V') return 'version';
    if (key === 'n' || key === '4') {
      if (key === 'n') settings.numeric = true;
      else settings.family = 4;
      // Letters without a value may stand together.
      if (!long && joined)
        return readTracerouteSettings([
          ...args.slice(0, at),
          `-${key}`,
          `-${joined}`,
          ...args.slice(at + 1),
        ]);
    } else if (key === 'I' || key === 'T') method = key === 'I' ? 'icmp' : 'tcp';
    else if (key !== undefined && Object.hasOwn(values, key)) {
      const value = joined ?? args[at + 1];
      if (value === undefined) {
        const form = `-${key} ${values[key]}`;
        return wrong(`Option \`${word}' (argc ${at + 1}) requires an argument: \`${form}'`);
      }
      if (joined === undefined) at += 1;
      const number = Number(key === 'w' ? value.split(',')[0] : value);
      if (!/^[\d.]+/.test(value) || Number.isNaN(number)) {
        return wrong(`Cannot handle \`-${key}' option with arg \`${value}' (argc ${at + 1})`);
      }
      numbers[key] = number;
    } else if (notHere.test(word)) {
      return { text: `traceroute: the option ${word} is not in this simulation\n`, status: 2 };
    } else return wrong(`Bad option \`${word}' (argc ${at + 1})`);
  }
  const { f: first = 1, m: most = 30, q: queries = 3, p: port = 33434, w: wait = 5 } = numbers;
  const [host, length, extra] = operands;
  if (!host) return 'help';
  if (length && !/^\d+$/.test(length.text)) {
    return wrong(
      `Cannot handle "packetlen" cmdline arg \`${length.text}' on position 2 (argc ${length.at})`,
    );
  }
  if (extra) return wrong(`Extra arg \`${extra.text}' (position 3, argc ${extra.at})`);
  if (first < 1 || first > most) return wrong('first hop out of range');
  if (most > 255) return wrong('max hops cannot be more than 255');
  if (queries < 1 || queries > 10) return wrong('no more than 10 probes per hop');
  return {
    ...settings,
    host: host.text,
    method,
    first: Math.floor(first),
    most: Math.floor(most),
    queries: Math.floor(queries),
    port: port & 0xffff,
    wait: wait * 1000,
    length: length ? Number(length.text) : null,
  };
}
