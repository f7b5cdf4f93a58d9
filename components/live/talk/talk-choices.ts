/** Whom a learner may call by hand: what listens in the sandbox, and lines to try there. Pure. */
import { services } from '@/content/messages/services';
import type { Behaviour, LabHost, Listener } from '@/contract/lab';
import type { LabHostName } from '@/contract/lab-host';
import type { RunningService, ServiceId } from '@/contract/lab-service';
import { place } from '../outcome-words';

export type TalkChoice = {
  key: string;
  label: string;
  host: LabHostName;
  addr: string;
  port: number;
  lines: readonly string[];
};

const any = ['0.0.0.0', '::'];
const http = ['GET / HTTP/1.1', 'Host: lab.example', ''];

/** The address behind which a socket that stands on `host` is found from `from`; null where it is not. */
function dialled(addr: string, host: LabHostName, from: LabHostName, hosts: readonly LabHost[]) {
  const own = hosts.find(({ name }) => name === host)?.dial[1]?.addr;
  if (from === host) return any.includes(addr) ? (own ? '127.0.0.1' : addr) : addr;
  return own ?? addr;
}

const linesOfListener: Partial<Record<Behaviour, readonly string[]>> = {
  http,
  banner: ['EHLO me', 'QUIT'],
  echo: ['hello', 'anybody there?'],
};
/** Where nobody says what to type, HTTP: what another kind of server makes of it is worth seeing. */
function linesOf(service: ServiceId, purpose: string, isFirst: boolean): readonly string[] {
  const { lines, linesAt } = services[service] ?? {};
  return linesAt?.[purpose] ?? (lines ? (isFirst ? lines : []) : http);
}

export function talkChoices(
  running: readonly RunningService[],
  listeners: readonly Listener[],
  from: LabHostName,
  hosts: readonly LabHost[],
): TalkChoice[] {
  const ofServices = running.flatMap(({ service, listening }) =>
    listening
      .filter(({ proto }) => proto === 'tcp')
      .map(({ purpose, local }, index): TalkChoice => {
        const title = services[service]?.title ?? service;
        const which = listening.length > 1 && purpose !== '' ? ` (${purpose})` : '';
        const addr = dialled(local.addr, 'laptop', from, hosts);
        return {
          key: `${service}/${purpose}/${local.port}`,
          label: `${title}${which}, ${place({ addr, port: local.port })}`,
          host: 'laptop',
          addr,
          port: local.port,
          lines: linesOf(service, purpose, index === 0),
        };
      }),
  );
  const ofListeners = listeners
    .filter(({ behaviour }) => behaviour !== 'bind-only')
    .map(({ id, host, local, behaviour }): TalkChoice => {
      const addr = dialled(local.addr, host, from, hosts);
      return {
        key: id,
        label: `your listener on the ${host}, ${place({ addr, port: local.port })}`,
        host,
        addr,
        port: local.port,
        lines: linesOfListener[behaviour] ?? http,
      };
    });
  return [...ofServices, ...ofListeners];
}
