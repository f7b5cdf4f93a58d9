/** Asking in turn, as host and nslookup do: the first server some times, the others once. */
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { type Exchange, exchange, formatFailure, type Server } from '../../program/dns/exchange';
import { createQuery } from '../../program/dns/message';
import { formatBareName, type Name } from '../../program/dns/name';
import { IN, SERVFAIL } from '../../program/dns/record-types';

/** `timeout` in ms; `stopAtFailure` takes SERVFAIL for an answer. */
export type AskSettings = {
  over: 'udp' | 'tcp';
  recurse: boolean;
  timeout: number;
  tries: number;
  stopAtFailure: boolean;
};
export type Asked = { server: Server; result: Exchange & { ok: true } };

/** The first server that has something to say; null after all are silent. */
export function* askInTurn(
  servers: readonly Server[],
  name: Name,
  type: number,
  settings: AskSettings,
  tell: (text: string) => Routine<unknown>,
  said: (server: Server, last: boolean) => Routine<unknown> = function* () {},
): Routine<Asked | null> {
  const random = yield* sys.random(65536);
  const question = { name, type, class: IN };
  const query = createQuery(random.ok ? random.value : 0, question, { rd: settings.recurse });
  let setup = false;
  let { over } = settings;
  for (const [index, server] of servers.entries()) {
    for (let round = 0; round < (index === 0 ? settings.tries : 1); round += 1) {
      let result = yield* exchange(server, query, over, settings.timeout);
      if (result.ok && result.reply.flags.tc && over === 'udp') {
        yield* tell(';; Truncated, retrying in TCP mode.\n');
        over = 'tcp';
        result = yield* exchange(server, query, over, settings.timeout);
      }
      if (result.ok) {
        const last = index === servers.length - 1;
        const failed = result.reply.code === SERVFAIL;
        if (failed) yield* said(server, last);
        if (failed && !last && !settings.stopAtFailure) break;
        return { server, result };
      }
      setup ||= result.stage === 'setup';
      yield* tell(formatFailure(server, result, over, formatBareName(name)));
    }
  }
  if (!setup) yield* tell(';; no servers could be reached\n');
  return null;
}
