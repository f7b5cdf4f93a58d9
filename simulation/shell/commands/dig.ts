/** `dig` 9.18: asks a DNS server, and shows all that its answer says. */
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError } from '../../host/system';
import { currentTime } from '../../program/dns/ask-servers';
import { encodeMessage } from '../../program/dns/encode-message';
import { type Exchange, exchange, formatFailure, type Server } from '../../program/dns/exchange';
import { formatData } from '../../program/dns/format-record';
import type { Message } from '../../program/dns/message';
import { formatBareName, type Name, parseName } from '../../program/dns/name';
import { NXDOMAIN, TYPE_ANY, TYPE_AXFR } from '../../program/dns/record-types';
import { readDigArguments } from './dig-options';
import type { DigLookup } from './dig-plus';
import { type Banner, createDigQuery, showBanner } from './dig-query';
import { trace } from './dig-trace';
import { formatEdns, formatHeader, formatQuestion, formatRow, formatWhen } from './dns-format';
import { findServers, listNames } from './dns-servers';

/** No server answered. */
const NO_REPLY = 9;
const NO_MEMORY_OF_NAME = 10;

function* main(context: ProgramContext): Routine<number> {
  const args = context.argv.slice(1);
  const given = readDigArguments(args);
  if (!given.ok) {
    yield* given.error ? printError(given.text) : print(given.text);
    return given.status;
  }
  for (const line of given.warnings) yield* print(`${line}\n`);
  const text = args.map((word) => ` ${word}`).join('');
  const banner: Banner = { text, found: given.servedFirst, shown: false };
  let status = 0;
  for (const lookup of given.lookups) {
    const result = yield* run(lookup, banner);
    if (result === NO_MEMORY_OF_NAME || result === 1) return result;
    status = result;
  }
  return status;
}

function* run(lookup: DigLookup, banner: Banner): Routine<number> {
  const reading = parseName(lookup.name);
  if (!reading.ok) {
    const long = reading.error === 'label too long';
    const why = long
      ? `not a legal IDNA2008 name (domain label longer than 63 characters), use +noidnin`
      : `not a legal name (${reading.error})`;
    yield* printError(`dig: '${lookup.name}' is ${why}\n`);
    return long ? 1 : NO_MEMORY_OF_NAME;
  }
  const found = yield* findServers(lookup.server, lookup.port, lookup.family);
  if (typeof found === 'string') {
    yield* printError(`dig: couldn't get address for '${lookup.server}': ${found}\n`);
    return 1;
  }
  const { servers, conf } = found;
  if (lookup.trace) return yield* trace(lookup, reading.name, servers, banner);
  const names = listNames(lookup.name, lookup.search, conf);
  for (const [index, name] of names.entries()) {
    const last = index === names.length - 1;
    const done = yield* askAll(lookup, name, servers, banner, last);
    if (done !== 'next') return done;
  }
  return 0;
}

/** `next`: the name is not there, and there is another to try. */
function* askAll(
  lookup: DigLookup,
  name: Name,
  servers: readonly Server[],
  banner: Banner,
  last: boolean,
): Routine<number | 'next'> {
  const query = yield* createDigQuery(lookup, name);
  const streamed = lookup.type === TYPE_AXFR || lookup.type === TYPE_ANY;
  let over: 'udp' | 'tcp' = lookup.tcp || streamed ? 'tcp' : 'udp';
  if (lookup.show.query) {
    yield* showBanner(banner, lookup, servers.length);
    yield* showQuery(query);
  }
  let setup = false;
  // Every try is for the first server, but the others get one each when it has failed.
  for (const [index, server] of servers.entries()) {
    for (let round = 0; round < (index === 0 ? lookup.tries : 1); round += 1) {
      let result = yield* exchange(server, query, over, lookup.timeout * 1000);
      if (result.ok && result.reply.flags.tc && over === 'udp' && !lookup.ignore) {
        if (lookup.show.comments) yield* print(';; Truncated, retrying in TCP mode.\n');
        over = 'tcp';
        result = yield* exchange(server, query, over, lookup.timeout * 1000);
      }
      if (result.ok) {
        if (!last && result.reply.code === NXDOMAIN) return 'next';
        yield* showBanner(banner, lookup, servers.length);
        yield* showAnswer(lookup, query, server, result);
        return 0;
      }
      setup ||= result.stage === 'setup';
      yield* print(formatFailure(server, result, over, formatBareName(name)));
    }
  }
  if (!setup) {
    yield* showBanner(banner, lookup, servers.length);
    yield* print(';; no servers could be reached\n');
  }
  return NO_REPLY;
}

function* showQuery(query: Message): Routine {
  const edns = query.edns ? formatEdns(query.edns, null) : '';
  const question = `;; QUESTION SECTION:\n${formatQuestion(query)}\n`;
  const size = encodeMessage(query).length;
  yield* print(`;; Sending:\n${formatHeader(query)}\n${edns}${question}`);
  yield* print(`;; QUERY SIZE: ${size}\n\n`);
}

function* showAnswer(
  lookup: DigLookup,
  query: Message,
  server: Server,
  result: Exchange & { ok: true },
): Routine {
  const { show } = lookup;
  const { reply, ms } = result;
  const columns = { ttl: show.ttl, class: show.class, multiline: show.multiline };
  const by = `${server.addr}#${server.port}(${server.name})`;
  if (show.short) {
    const from = show.identify ? ` from server ${server.addr} in ${Math.floor(ms)} ms.` : '';
    const rows = reply.answer.map(({ data }) => `${formatData(data)}${from}\n`);
    yield* print(rows.join(''));
    return;
  }
  if (lookup.type === TYPE_AXFR) {
    yield* print(reply.answer.map((record) => formatRow(record, columns)).join(''));
    if (reply.answer.length === 0) yield* print('; Transfer failed.\n');
    if (!show.stats || reply.answer.length === 0) return;
    const count = `${reply.answer.length} records (messages 1, bytes ${result.size})`;
    const rows = [
      `;; Query time: ${Math.floor(ms)} msec`,
      `;; SERVER: ${by} (TCP)`,
      `;; WHEN: ${formatWhen(yield* currentTime())}`,
      `;; XFR size: ${count}`,
    ];
    yield* print(`${rows.join('\n')}\n\n`);
    return;
  }
  if (show.comments) {
    const warning =
      reply.flags.rd && !reply.flags.ra
        ? ';; WARNING: recursion requested but not available\n'
        : '';
    yield* print(`;; Got answer:\n${formatHeader(reply)}${warning}\n`);
    const cookie = query.edns?.options[0]?.bytes ?? null;
    if (reply.edns) yield* print(formatEdns(reply.edns, cookie));
  }
  const section = (title: string, rows: string) =>
    show.comments ? `;; ${title} SECTION:\n${rows}\n` : rows;
  if (show.question) yield* print(section('QUESTION', formatQuestion(reply)));
  for (const key of ['answer', 'authority', 'additional'] as const) {
    const rows = reply[key].map((record) => formatRow(record, columns)).join('');
    if (show[key] && rows !== '') yield* print(section(key.toUpperCase(), rows));
  }
  if (show.stats) {
    const rows = [
      `;; Query time: ${Math.floor(ms)} msec`,
      `;; SERVER: ${by} (${result.over.toUpperCase()})`,
      `;; WHEN: ${formatWhen(yield* currentTime())}`,
      `;; MSG SIZE  rcvd: ${result.size}`,
    ];
    yield* print(`${rows.join('\n')}\n\n`);
  }
}

export const dig: Program = {
  name: 'dig',
  usage: 'dig [@SERVER] [-x ADDRESS] [-p PORT] NAME [TYPE] [+short] [+tcp] [+trace]...',
  summary: 'ask a DNS server and show its answer in full',
  main,
};
