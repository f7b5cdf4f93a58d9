/** Scenarios of system calls from a file: checked whole before anything runs. */

import { explainIssue } from '@/contract/explain-issue';
import { type OracleCase, oracleCase } from '@/contract/oracle';

/** What a step of each kind must say; `data|size` is one of the two. */
const needs: Readonly<Record<string, string>> = {
  socket: 'proc sock type',
  setsockopt: 'proc sock option value',
  getsockopt: 'proc sock option',
  bind: 'proc sock addr port',
  listen: 'proc sock backlog',
  connect: 'proc sock addr port',
  accept: 'proc sock as',
  send: 'proc sock data|size',
  sendto: 'proc sock data|size addr port',
  recv: 'proc sock',
  recvfrom: 'proc sock',
  drain: 'proc sock',
  shutdown: 'proc sock how',
  close: 'proc sock',
  getsockname: 'proc sock',
  getpeername: 'proc sock',
  poll: 'proc sock',
  exit: 'proc',
  kill: 'proc',
  firewall_add: 'host rule',
  firewall_clear: 'host',
  link: 'host iface state',
  addr_add: 'host iface addr',
  addr_del: 'host iface addr',
  power_cut: 'host',
  sleep: 'ms',
  await: 'of',
};

/** A mistake in a case: where (JSON pointer, RFC 6901), what, and what to do. */
type CaseMistake = { pointer: string; message: string };

export type ParsedCase =
  | { ok: true; oracle: OracleCase }
  | { ok: false; mistakes: readonly CaseMistake[] }
  /** Well written, but with a word that this version does not know. */
  | { ok: false; id: string; unsupported: string };

function toPointer(path: readonly PropertyKey[]): string {
  return path
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

/**
 * A case from parsed JSON. Mistakes are all told at once; a key or a kind of step that is not
 * known is no mistake but something that is not modelled.
 */
export function parseCase(input: unknown): ParsedCase {
  const parsed = oracleCase.safeParse(input);
  if (!parsed.success) {
    const explained = parsed.error.issues.map((issue) => ({
      ...explainIssue(issue, input),
      unknown: issue.code === 'unrecognized_keys',
    }));
    const mistakes = explained.filter(({ unknown }) => !unknown);
    if (mistakes.length === 0) {
      const { id } = input as { id: string };
      return { ok: false, id, unsupported: String(explained[0]?.path.at(-1)) };
    }
    return {
      ok: false,
      mistakes: mistakes.map(({ path, message }) => ({ pointer: toPointer(path), message })),
    };
  }
  const mistakes = findLooseEnds(parsed.data);
  return mistakes.length > 0 ? { ok: false, mistakes } : { ok: true, oracle: parsed.data };
}

/** Names that name nothing, and fields that a step needs and lacks. */
function findLooseEnds({ lans, hosts, procs, steps }: OracleCase): CaseMistake[] {
  const found: CaseMistake[] = [];
  const expect = (good: boolean, path: PropertyKey[], message: string) => {
    if (!good) found.push({ pointer: toPointer(path), message });
  };
  const oneOf = (names: Iterable<string>) => [...names].join(', ') || 'none';
  for (const [host, { interfaces }] of Object.entries(hosts)) {
    for (const [iface, { lan }] of Object.entries(interfaces)) {
      const path = ['hosts', host, 'interfaces', iface, 'lan'];
      expect(lans.includes(lan), path, `There is no lan "${lan}"; lans: ${oneOf(lans)}.`);
    }
  }
  const isHost = (host: string) => Object.hasOwn(hosts, host);
  const hostList = oneOf(Object.keys(hosts));
  for (const [proc, { host }] of Object.entries(procs)) {
    expect(
      isHost(host),
      ['procs', proc, 'host'],
      `There is no host "${host}"; hosts: ${hostList}.`,
    );
  }
  const ids = new Set<string>();
  steps.forEach((step, at) => {
    const fields = new Set(Object.keys(step));
    for (const need of needs[step.op]?.split(' ') ?? []) {
      const given = need.split('|').some((field) => fields.has(field));
      expect(given, ['steps', at], `"${step.op}" needs ${need.replace('|', ' or ')}.`);
    }
    const { proc, host, iface, of, id } = step;
    if (proc !== undefined) {
      const procList = oneOf(Object.keys(procs));
      const message = `There is no process "${proc}"; procs: ${procList}.`;
      expect(Object.hasOwn(procs, proc), ['steps', at, 'proc'], message);
    }
    if (host !== undefined) {
      const message = `There is no host "${host}"; hosts: ${hostList}.`;
      expect(isHost(host), ['steps', at, 'host'], message);
    }
    const ifaces = Object.keys(hosts[host ?? '']?.interfaces ?? {});
    if (iface !== undefined && host !== undefined && isHost(host)) {
      const message = `"${host}" has no interface "${iface}"; it has ${oneOf(ifaces)}.`;
      expect(ifaces.includes(iface) || iface === 'lo', ['steps', at, 'iface'], message);
    }
    if (of !== undefined) {
      const message = `No earlier step has the id "${of}"; ids: ${oneOf(ids)}.`;
      expect(ids.has(of), ['steps', at, 'of'], message);
    }
    if (id !== undefined) ids.add(id);
  });
  return found;
}
