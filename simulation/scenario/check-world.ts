/** Whether one condition holds at one moment, and what there is instead. */
import type { Check, SimpleCheck } from '@/contract/scenario';
import type { TraceEvent } from '@/contract/trace';
import { decodeText } from '../host/bytes';
import { formatErrno } from '../host/error-text';
import type { ProgramTable } from '../host/program';
import { normalizeAddress } from '../packet/address';
import { viewWorld } from '../world/view-world';
import { hostOf, type World } from '../world/world';
import {
  checkEstablished,
  checkFree,
  checkListening,
  checkQueued,
  hostNamed,
  noHost,
  type Verdict,
} from './check-sockets';
import type { ProbeReport } from './probe-program';
import { PATIENCE, runProbe } from './run-probe';

export type { Verdict };

/** A moment: the world, and everything that had happened until then. */
export type Moment = {
  world: World;
  events: readonly (readonly TraceEvent[])[];
  programs: ProgramTable;
};

export function checkMoment(moment: Moment, check: Check): Verdict {
  if ('not' in check) {
    const { met, observed } = checkMoment(moment, check.not);
    return { met: !met, observed };
  }
  if ('all' in check) {
    const parts = check.all.map((part) => checkMoment(moment, part));
    const unmet = parts.find(({ met }) => !met);
    const observed = unmet?.observed ?? parts.map((part) => part.observed).join('; ');
    return { met: unmet === undefined, observed };
  }
  if ('any' in check) {
    const parts = check.any.map((part) => checkMoment(moment, part));
    const met = parts.find((part) => part.met);
    return met ?? { met: false, observed: parts.map(({ observed }) => observed).join('; ') };
  }
  return checkSimple(moment, check);
}

function checkSimple(moment: Moment, check: SimpleCheck): Verdict {
  const { world } = moment;
  const view = viewWorld(world);
  if ('listening' in check) return checkListening(view, check.listening);
  if ('free' in check) return checkFree(view, check.free);
  if ('established' in check) return checkEstablished(view, check.established);
  if ('queued' in check) return checkQueued(view, check.queued);
  if ('probe' in check) return checkProbe(moment, check.probe);
  if ('http' in check) return checkHttp(moment, check.http);
  if ('ran' in check) return checkRan(moment, check.ran);
  if ('printed' in check) return checkPrinted(moment, check.printed);
  if ('answered' in check) {
    const answer = world.answers[check.answered];
    const observed = answer
      ? answer.right
        ? 'answered'
        : 'not the right answer yet'
      : 'not answered yet';
    return { met: answer?.right === true, observed };
  }
  if ('file' in check) return checkFile(world, check.file);
  if ('resolve' in check) return checkResolve(moment, check.resolve);
  const { host: name, program, running } = check.process;
  const host = hostNamed(view, name);
  if (!host) return noHost(name);
  const found = host.processes.find((one) => one.program === program && one.state !== 'Z');
  const state =
    found?.state === 'T' ? `is stopped (pid ${found.pid})` : `runs as pid ${found?.pid}`;
  const observed = found ? `${program} ${state}` : `${program} does not run on ${name}`;
  return { met: (found !== undefined && found.state !== 'T') === running, observed };
}

const words: Readonly<Record<Exclude<ProbeReport['outcome'], 'noname'>, string>> = {
  open: 'open',
  refused: 'refused',
  timeout: 'no answer, timed out',
  reset: 'connected, then reset',
  unreachable: 'unreachable',
};

function formatTime(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`;
}

/** How a try to connect went. A failure that lies with the asker's own kernel goes by its errno. */
function formatReport(report: ProbeReport | 'endless'): string {
  if (report === 'endless') return `still no answer after ${formatTime(PATIENCE)}`;
  const { outcome, ms, errno } = report;
  if (outcome === 'noname') return 'the name is not known';
  const own = outcome === 'unreachable' && errno !== 'EHOSTUNREACH' && errno !== 'ENETUNREACH';
  if (own && errno !== undefined) return `cannot connect: ${formatErrno(errno)}`;
  return `${words[outcome]} after ${formatTime(ms)}`;
}

/** What came, instead of a status, over a connection that was made. */
function formatReply({ ms, reply }: ProbeReport): string {
  const connected = `connected after ${formatTime(ms)}`;
  if (reply === undefined || reply.kind === 'status') return connected;
  const later = formatTime(reply.ms);
  switch (reply.kind) {
    case 'silence':
      return `${connected}, but no reply within ${later}`;
    case 'closed':
      return `${connected}, then closed without a reply after ${later}`;
    case 'not-http':
      return `${connected}, but what came is no HTTP`;
    case 'not-trusted':
      return `${connected}, but not in secret: ${reply.why}`;
    case 'broken':
      return reply.errno === 'ECONNRESET'
        ? `${connected}, then reset after ${later}`
        : `${connected}, then failed after ${later}: ${formatErrno(reply.errno)}`;
  }
}

function checkProbe(
  { world, programs }: Moment,
  { from, to, port, is }: Extract<SimpleCheck, { probe: unknown }>['probe'],
): Verdict {
  if (!hostOf(world, from)) return noHost(from);
  const report = runProbe(world, programs, from, ['probe', to, String(port)]);
  if (report === 'off') return isOff(from);
  return {
    met: report !== 'endless' && report.outcome === is,
    observed: `${from} to ${to}:${port}: ${formatReport(report)}`,
  };
}

function checkHttp(
  { world, programs }: Moment,
  { from, url, status }: Extract<SimpleCheck, { http: unknown }>['http'],
): Verdict {
  if (!hostOf(world, from)) return noHost(from);
  const parts = /^(https?):\/\/(\[[^\]]+\]|[^/:]+)(?::(\d+))?(\/.*)?$/.exec(url);
  if (!parts) return { met: false, observed: `${url} is no http:// or https:// address` };
  const [, scheme = 'http', name = '', given, path = '/'] = parts;
  const port = given ?? (scheme === 'https' ? '443' : '80');
  const authority = given === undefined ? name : `${name}:${port}`;
  const bare = name.replace(/^\[|\]$/g, '');
  const report = runProbe(world, programs, from, [
    ...['fetch', bare, port, path, authority, scheme],
  ]);
  if (report === 'off') return isOff(from);
  if (report !== 'endless' && report.reply?.kind === 'status') {
    const got = report.reply.status;
    return { met: got === status, observed: `${from} got status ${got} from ${url}` };
  }
  const open = report !== 'endless' && report.outcome === 'open';
  const what = open ? formatReply(report) : formatReport(report);
  return { met: false, observed: `${from} to ${url}: ${what}` };
}

function isOff(host: string): Verdict {
  return { met: false, observed: `${host} is switched off` };
}

/** The pattern, or why it is none. Lessons are data, and data can be wrong. */
function readPattern(pattern: string): RegExp | string {
  try {
    return new RegExp(pattern, 'm');
  } catch (error) {
    return `the goal's pattern ${pattern} is no regular expression: ${(error as Error).message}`;
  }
}

function checkRan(
  { events }: Moment,
  { host, pattern }: Extract<SimpleCheck, { ran: unknown }>['ran'],
): Verdict {
  const wanted = readPattern(pattern);
  if (typeof wanted === 'string') return { met: false, observed: wanted };
  let last: string | null = null;
  for (const group of events) {
    for (const event of group) {
      if (event.kind !== 'command' || event.change !== 'started') continue;
      if (host !== undefined && event.host !== host) continue;
      last = event.line;
      if (wanted.test(event.line)) return { met: true, observed: `ran: ${event.line}` };
    }
  }
  const where = host === undefined ? '' : ` on ${host}`;
  const observed =
    last === null ? `nothing was run${where} yet` : `not run${where} yet; last: ${last}`;
  return { met: false, observed };
}

function checkPrinted(
  { events }: Moment,
  { host, pattern }: Extract<SimpleCheck, { printed: unknown }>['printed'],
): Verdict {
  const wanted = readPattern(pattern);
  if (typeof wanted === 'string') return { met: false, observed: wanted };
  const texts = new Map<string, string>();
  for (const group of events) {
    for (const event of group) {
      if (event.kind !== 'output' || (host !== undefined && event.host !== host)) continue;
      const key = `${event.host} ${event.tty}`;
      texts.set(key, (texts.get(key) ?? '') + event.text);
    }
  }
  const hit = [...texts.values()].find((text) => wanted.test(text));
  const match = hit === undefined ? null : wanted.exec(hit);
  if (match) return { met: true, observed: `printed: ${match[0]}` };
  return { met: false, observed: `not printed${host === undefined ? '' : ` on ${host}`} yet` };
}

function checkFile(
  world: World,
  { host, path, matches }: Extract<SimpleCheck, { file: unknown }>['file'],
): Verdict {
  const machine = hostOf(world, host);
  if (!machine) return noHost(host);
  const wanted = readPattern(matches);
  if (typeof wanted === 'string') return { met: false, observed: wanted };
  const node = machine.files[path];
  if (!node) return { met: false, observed: `there is no ${path} on ${host}` };
  const met = wanted.test(decodeText(node.data));
  return { met, observed: met ? `${path} says so` : `${path} does not say that yet` };
}

function checkResolve(
  { world, programs }: Moment,
  { host, name, addr }: Extract<SimpleCheck, { resolve: unknown }>['resolve'],
): Verdict {
  if (!hostOf(world, host)) return noHost(host);
  const report = runProbe(world, programs, host, ['resolve', name]);
  if (report === 'off') return isOff(host);
  const addrs = report === 'endless' ? [] : (report.addrs ?? []);
  if (addrs.length === 0) return { met: false, observed: `${host} does not know ${name}` };
  const met = addrs.includes(normalizeAddress(addr) ?? addr);
  return { met, observed: `${host} takes ${name} for ${addrs.join(', ')}` };
}
