/** What dnsmasq knows without asking anybody: hosts files, host-record, address=, its own name. */
import { isAddress6 } from '../../packet/address';
import type { CacheAnswer } from './dns-cache';
import { noDataWord } from './dns-cache';
import { DNSMASQ_VERSION, type DnsmasqSettings, upstreamsFor } from './dnsmasq-conf';
import type { DnsRecord, Question, RecordData } from './message';
import { formatBareName, nameKey, parseName } from './name';
import {
  CH,
  IN,
  NOERROR,
  NXDOMAIN,
  TYPE_A,
  TYPE_AAAA,
  TYPE_ANY,
  TYPE_PTR,
  TYPE_TXT,
} from './record-types';
import { reverseName } from './reverse-name';

/** A line of a hosts file (`file` is its path) or of the configuration (`config`). */
export type LocalEntry = { file: string; addr: string; names: readonly string[]; ttl: number };
/** `aa` is set for records, and not where there are none. */
export type LocalAnswer = CacheAnswer & { aa: boolean };

function answerWith(
  question: Question,
  found: { ttl: number; data: RecordData; file: string }[],
  value: (data: RecordData) => string,
): LocalAnswer {
  const { name } = question;
  const answer = found.map(
    ({ ttl, data }): DnsRecord => ({ name, class: question.class, ttl, data }),
  );
  const told = found.map(({ file, data }) => `${file} ${value(data)}`);
  return { code: NOERROR, answer, authority: [], told, aa: true };
}

function addressData(addr: string): RecordData {
  return { type: isAddress6(addr) ? 'AAAA' : 'A', addr };
}

/** Null where it has to be asked elsewhere. */
export function answerLocally(
  question: Question,
  settings: DnsmasqSettings,
  entries: readonly LocalEntry[],
): LocalAnswer | null {
  const shown = formatBareName(question.name);
  const key = nameKey(question.name);
  if (question.class === CH) {
    if (key !== 'version.bind.' || question.type !== TYPE_TXT) return null;
    const data: RecordData = { type: 'TXT', texts: [`dnsmasq-${DNSMASQ_VERSION}`] };
    return answerWith(question, [{ ttl: 0, data, file: 'config' }], () => `${shown} is <TXT>`);
  }
  if (question.class !== IN) return null;
  if (question.type === TYPE_PTR) {
    const entry = entries.find(({ addr }) => nameKeyOf(reverseName(addr)) === key);
    const first = parseName(`${entry?.names[0] ?? ''}.`);
    if (!entry || !first.ok) return null;
    const data: RecordData = { type: 'PTR', name: first.name };
    const value = () => `${entry.addr} is ${entry.names[0]}`;
    return answerWith(question, [{ ttl: entry.ttl, data, file: entry.file }], value);
  }
  const wants = (addr: string) =>
    question.type === TYPE_ANY || (question.type === TYPE_AAAA) === isAddress6(addr);
  const typed = question.type === TYPE_A || question.type === TYPE_AAAA;
  const value = (data: RecordData) => `${shown} is ${'addr' in data ? data.addr : ''}`;
  const named = entries.filter(({ names }) => names.some((one) => nameKeyOf(`${one}.`) === key));
  const found = typed ? named.filter(({ addr }) => wants(addr)) : [];
  if (found.length > 0) {
    const rows = found.map(({ addr, ttl, file }) => ({ ttl, file, data: addressData(addr) }));
    return answerWith(question, rows, value);
  }
  const lower = shown.toLowerCase();
  const covers = (domain: string) =>
    domain === '' || lower === domain || lower.endsWith(`.${domain}`);
  const fixed = settings.fixed.filter(({ domain }) => covers(domain));
  const none: LocalAnswer = { code: NXDOMAIN, answer: [], authority: [], told: [], aa: false };
  if (fixed.some(({ addr }) => addr === null)) {
    return { ...none, told: [`config ${shown} is NXDOMAIN`] };
  }
  const set = typed ? fixed.filter(({ addr }) => addr !== null && wants(addr)) : [];
  if (set.length > 0) {
    const rows = set.map(({ addr }) => {
      return { ttl: settings.localTtl, file: 'config', data: addressData(addr ?? '') };
    });
    return answerWith(question, rows, value);
  }
  const kept = settings.domainNeeded && question.name.length === 1 && typed;
  // The most special line decides: local=/example/ leaves server=/shop.example/... alone.
  const nearest = upstreamsFor(settings.upstreams, shown);
  const own = nearest.length > 0 && nearest.every(({ addr }) => addr === null);
  if (!kept && !own) return null;
  if (named.length === 0) return { ...none, told: [`config ${shown} is NXDOMAIN`] };
  const told = [`config ${shown} is ${noDataWord(question.type)}`];
  return { ...none, code: NOERROR, told };
}

function nameKeyOf(text: string): string {
  const reading = parseName(text);
  return reading.ok ? nameKey(reading.name) : '';
}
