/** A zone file to the records of a zone, in the words of BIND 9.18 where it cannot be read. */
import type { DnsRecord, Soa } from './message';
import { formatBareName, isSameName, isWithin, type Name, parseName } from './name';
import { IN, typeOfName } from './record-types';
import { checkTargets, sortSets } from './zone-checks';
import { isZoneType, parseTtl, readData } from './zone-data';
import { readZoneLines, type ZoneLine, type ZoneWord } from './zone-lexer';

export type Zone = { origin: Name; soa: Soa; records: readonly DnsRecord[] };
/** `messages` are what named tells of the reading, without times. */
export type ZoneReading = { zone: Zone | null; messages: string[] };

const NOT_LOADED = 'not loaded due to errors.';

class Loader {
  readonly records: DnsRecord[] = [];
  readonly messages: string[] = [];
  /** The first thing that was wrong is the one that the zone fails by. */
  failure: string | null = null;
  private origin: Name;
  private owner: Name | null = null;
  private usual: number | null = null;
  private last: number | null = null;
  private told = false;

  constructor(
    private readonly file: string,
    private readonly zone: Name,
  ) {
    this.origin = zone;
  }

  private wrong(message: string, reason: string): void {
    this.messages.push(message);
    this.failure ??= reason;
  }

  line(line: ZoneLine): void {
    const place = `${this.file}:${line.line}`;
    if (line.error) {
      this.wrong(`dns_rdata_fromtext: ${this.file}:${line.end}: ${line.error}`, line.error);
      return;
    }
    const [first] = line.words;
    if (first?.text.startsWith('$') && !line.indented && !first.quoted) {
      this.directive(line, place);
      return;
    }
    const words = [...line.words];
    if (!line.indented) {
      const text = words.shift()?.text ?? '';
      const reading =
        text === '@' ? { ok: true as const, name: this.origin } : parseName(text, this.origin);
      if (!reading.ok) {
        this.wrong(`dns_master_load: ${place}: ${reading.error}`, reading.error);
        return;
      }
      this.owner = reading.name;
    }
    if (this.owner === null) {
      this.wrong(`${place}: no current owner name`, 'no owner');
      return;
    }
    this.record(words, line, this.owner, place);
  }

  private directive({ words }: ZoneLine, place: string): void {
    const [name, value, ...more] = words.map(({ text }) => text);
    const upper = name?.toUpperCase() ?? '';
    if (value === undefined && /^\$(TTL|ORIGIN)$/.test(upper)) {
      this.wrong(`dns_master_load: ${place}: unexpected end of line`, 'unexpected end of input');
    } else if (upper === '$TTL') {
      const ttl = parseTtl(value ?? '');
      if (ttl === null) this.failure ??= 'bad ttl';
      this.usual = ttl;
    } else if (upper === '$ORIGIN') {
      const reading = parseName(value ?? '', this.origin);
      if (reading.ok) this.origin = reading.name;
      else this.wrong(`dns_master_load: ${place}: ${reading.error}`, reading.error);
    } else if (upper === '$INCLUDE' || upper === '$GENERATE') {
      this.wrong(`${place}: ${upper} is not in this simulation`, 'not implemented');
    } else {
      this.wrong(`dns_master_load: ${place}: unknown $ directive '${name}'`, 'syntax error');
    }
    if (more.length > 0 && this.failure === null) {
      this.wrong(`dns_master_load: ${place}: extra input text '${more[0]}'`, 'extra input text');
    }
  }

  private record(words: ZoneWord[], line: ZoneLine, name: Name, place: string): void {
    let ttl: number | null = null;
    // TTL and class may stand in either order, or not at all.
    for (let count = 0; count < 2; count += 1) {
      const text = words[0]?.text ?? '';
      const time: number | null = ttl === null && /^\d/.test(text) ? parseTtl(text) : null;
      if (time === null && text.toUpperCase() !== 'IN') break;
      ttl ??= time;
      words.shift();
    }
    const word = words.shift();
    if (!word) {
      const reason = 'unexpected end of input';
      this.wrong(`dns_master_load: ${place}: unexpected end of line`, reason);
      return;
    }
    const type = word.text.toUpperCase();
    if (!isZoneType(type)) {
      const known = typeOfName(type) !== null;
      const what = known
        ? `type ${type} is not in this simulation`
        : `unknown RR type '${word.text}'`;
      this.wrong(`${place}: ${what}`, 'unknown class/type');
      return;
    }
    const reading = readData(type, words, line.end, this.origin);
    if (!reading.ok) {
      const near = reading.near === null ? 'near eol: ' : `near '${reading.near}': `;
      const at = `${this.file}:${reading.line}`;
      this.wrong(`dns_rdata_fromtext: ${at}: ${near}${reading.reason}`, reading.reason);
      return;
    }
    const { data } = reading;
    const minimum = data.type === 'SOA' ? data.minimum : null;
    const time = this.timeOf(ttl, minimum, place);
    if (time === null) return;
    if (!isWithin(name, this.zone)) {
      this.messages.push(`${place}: ignoring out-of-zone data (${formatBareName(name)})`);
      return;
    }
    this.add({ name, class: IN, ttl: time, data }, place);
  }

  /** RFC 2308, section 4, and what BIND does for older files. */
  private timeOf(given: number | null, minimum: number | null, place: string): number | null {
    if (given !== null) {
      this.last = given;
      return given;
    }
    if (this.usual !== null) return this.usual;
    if (this.last !== null) {
      if (!this.told) this.messages.push(`${place}: using RFC1035 TTL semantics`);
      this.told = true;
      return this.last;
    }
    if (minimum !== null) {
      this.messages.push(`${place}: no TTL specified; using SOA MINTTL instead`);
      this.last = minimum;
      this.usual = minimum;
      return minimum;
    }
    this.wrong(`${place}: no TTL specified; zone rejected`, 'no ttl');
    return null;
  }

  private add(record: DnsRecord, place: string): void {
    const own = this.records.filter(({ name }) => isSameName(name, record.name));
    const alias = own.some(({ data }) => data.type === 'CNAME');
    const others = own.some(({ data }) => data.type !== 'CNAME');
    const conflict = record.data.type === 'CNAME' ? others : alias;
    if (conflict) {
      const reason = 'CNAME and other data';
      const owner = formatBareName(record.name);
      this.wrong(`dns_master_load: ${place}: ${owner}: ${reason}`, reason);
      return;
    }
    this.records.push(record);
  }
}

/** `file` is the path as the configuration has it, for messages. */
export function readZone(text: string, file: string, origin: Name): ZoneReading {
  const loader = new Loader(file, origin);
  for (const line of readZoneLines(text)) {
    loader.line(line);
    if (loader.failure === 'bad ttl' && loader.messages.length === 0) break;
  }
  const { records, messages, failure } = loader;
  const label = `zone ${formatBareName(origin)}/IN: `;
  const fail = (...lines: string[]): ZoneReading => ({
    zone: null,
    messages: [...messages, ...lines, NOT_LOADED].map((one, index) =>
      index < messages.length ? one : `${label}${one}`,
    ),
  });
  if (failure !== null) return fail(`loading from master file ${file} failed: ${failure}`);
  const apex = records.filter(({ name }) => isSameName(name, origin));
  const soas = apex.flatMap(({ data }) => (data.type === 'SOA' ? [data] : []));
  const [soa] = soas;
  const lacks: string[] = [];
  if (!soa || soas.length > 1) lacks.push(`has ${soas.length} SOA records`);
  if (!apex.some(({ data }) => data.type === 'NS')) lacks.push('has no NS records');
  if (!soa || lacks.length > 0) return fail(...lacks);
  const remarks = checkTargets(origin, records);
  messages.push(...remarks.map(({ text: remark }) => `${label}${remark}`));
  if (remarks.some(({ bad }) => bad)) return fail();
  messages.push(`${label}loaded serial ${soa.serial}`);
  return { zone: { origin, soa, records: sortSets(records) }, messages };
}
