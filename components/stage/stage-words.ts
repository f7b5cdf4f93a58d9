/** Everything that the picture shows, as sentences: its text twin. Pure. */

import { formatDuration } from '@/content/messages/duration';
import { stageWords, tableWords } from '@/content/messages/interface';
import { outcomes } from '@/content/messages/outcomes';
import type { HostView, ProcessView, SocketView, WorldView } from '@/simulation/world/view';
import type { Attempt } from './attempt';
import { conversationsOf } from './conversations';
import type { DrawnPacket } from './drawn-packets';
import { ruleWords } from './firewall-strip';
import { standing } from './packet-pill';
import { formatEndpoint, packetWord } from './packet-words';
import {
  bare,
  isListening,
  isLoopbackInterface,
  isWildcard,
  processName,
  shownProcesses,
  stateWord,
} from './world-reading';

export type HostWords = { name: string; lines: string[] };

const meanings: Record<string, string> = tableWords.states;

function processLine(row: ProcessView): string {
  const doing =
    row.state === 'S'
      ? row.waitingIn === null
        ? 'asleep, 0 % CPU'
        : stageWords.asleep(row.waitingIn)
      : row.state === 'T'
        ? stageWords.stopped
        : row.state === 'Z'
          ? 'ended'
          : stageWords.running;
  return `Program ${processName(row)}, pid ${row.pid}: ${doing}.`;
}

function socketLine(row: SocketView): string {
  const word = stateWord(row);
  const meaning = meanings[word];
  const parts = [`Socket ${word}${meaning === undefined ? '' : ` (${meaning})`}`];
  parts.push(
    row.local.port === 0 && row.peer === null ? 'no address yet' : formatEndpoint(row.local),
  );
  if (isListening(row) && isWildcard(row.local.addr)) parts.push('every address of this host');
  if (row.peer !== null) parts.push(`with ${formatEndpoint(row.peer)}`);
  if (row.owners.length > 0)
    parts.push(
      `held by ${row.owners.map((owner) => `${owner.program} ${owner.pid}`).join(' and ')}`,
    );
  if (row.tcpState === 'LISTEN') {
    const done = row.waiting.filter((one) => one.queue === 'accept').length;
    const half = row.waiting.length - done;
    parts.push(`accept queue: ${stageWords.queue(done, row.limit ?? 0)}`);
    if (half > 0) parts.push(`${half} ${stageWords.synQueue}`);
  } else if (row.recvQ > 0) parts.push(`${row.recvQ} bytes not read yet`);
  return `${parts.join(', ')}.`;
}

/** A host that has not changed is the same object, and its words are the same ones. */
const known = new WeakMap<HostView, HostWords>();

function hostWords(host: HostView): HostWords {
  const words = known.get(host) ?? tellHost(host);
  known.set(host, words);
  return words;
}

function tellHost(host: HostView): HostWords {
  const lines: string[] = [];
  if (host.power === 'off') lines.push('Switched off.');
  for (const iface of host.interfaces) {
    const kind = isLoopbackInterface(iface)
      ? 'loopback, inside this host'
      : iface.up
        ? `connected to ${iface.lan ?? 'nothing'}`
        : stageWords.cableOut;
    lines.push(`Interface ${iface.name}: ${iface.addrs.map(bare).join(' and ')}; ${kind}.`);
  }
  const page = host.browser;
  if (page !== null) {
    const shown =
      page.error ??
      (page.status === undefined ? page.title : `status ${page.status}, ${page.title ?? ''}`);
    lines.push(
      page.url === '' ? 'Browser: nothing open.' : `Browser at ${page.url}: ${shown ?? 'loading'}.`,
    );
  }
  const processes = shownProcesses(host);
  lines.push(...processes.map(processLine));
  if (processes.length === 0 && host.power === 'on') lines.push(stageWords.noPrograms);
  lines.push(...host.sockets.map(socketLine));
  if (host.sockets.length === 0 && host.power === 'on')
    lines.push('No sockets: a packet to any port is answered with RST.');
  host.firewall.forEach((rule, index) =>
    lines.push(`Firewall rule ${index + 1}: ${ruleWords(rule)}.`),
  );
  return { name: host.name, lines };
}

function attemptLine(attempt: Attempt): string {
  const { addr, port } = attempt.target;
  const target = port === null ? addr : formatEndpoint({ addr, port });
  if (attempt.outcome === null)
    return `${attempt.host} waits for an answer from ${target} since ${formatDuration(attempt.took)}.`;
  const words = outcomes[attempt.outcome];
  const errno = attempt.errno ?? words.errno;
  return `Result at ${attempt.host}: ${target} is ${words.word}${errno === null ? '' : ` (${errno})`} after ${formatDuration(attempt.took)}.`;
}

/** The picture in words, host by host, then what is on the wires. */
export function stageInWords(
  view: WorldView,
  packets: readonly DrawnPacket[],
  attempt: Attempt | null,
): { hosts: HostWords[]; wires: string[] } {
  const wires = packets.map(
    ({ packet, ...rest }) =>
      `Packet ${packetWord(packet)} from ${formatEndpoint(packet.src)} to ${formatEndpoint(packet.dst)} by ${rest.via}: ${standing({ packet, ...rest })}.`,
  );
  for (const lan of view.lans) {
    const quality = stageWords.quality(view.links?.[lan] ?? {});
    if (quality !== '') wires.push(`Network ${lan}: ${quality}.`);
  }
  for (const talk of conversationsOf(view)) {
    const [one, other] = talk.rolesKnown ? ['Client', 'server'] : ['One end', 'the other'];
    wires.push(
      `Connection by ${talk.via}, ${talk.state}: ${one} ${formatEndpoint(talk.client)}, ${other} ${formatEndpoint(talk.server)}.`,
    );
  }
  if (attempt !== null) wires.push(attemptLine(attempt));
  return { hosts: view.hosts.map(hostWords), wires };
}
