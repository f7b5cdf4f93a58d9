import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { scenario as schema } from '@/contract/scenario';
import { toPublicScenario } from '@/simulation/scenario/public-scenario';
import { eventsUpTo, viewAt } from '@/store/session-view';
import { actWithin, lastBy, timeAt } from './act-within';
import { callClients, startListening } from './backlog/backlog-actions';
import { readBacklog } from './backlog/read-backlog';
import { openSession } from './open-session';

const source = parse(readFileSync('content/widgets/backlog/scenarios/backlog.yaml', 'utf8'));
const scenario = toPublicScenario(schema.parse(source));

const asking = (session: Awaited<ReturnType<typeof openSession>>) => {
  const state = session.getState();
  const { clients } = readBacklog(viewAt(session.engine, state), eventsUpTo(state));
  return clients.map(({ believes, again }) => `${believes} ${again}`);
};

test('six who call one after the other stand there while three of them are still asking', async () => {
  const session = await openSession(scenario, startListening(2));
  await actWithin(session, callClients(1, 6), 60);
  expect(timeAt(session)).toBeLessThan(1_000);
  expect(asking(session)).toEqual([...Array(3).fill('connected 0'), ...Array(3).fill('asking 0')]);
  // What is to come of them is still to come.
  session.getState().jump(lastBy(session, 1_500));
  expect(asking(session).slice(3)).toEqual(Array(3).fill('asking 1'));
  session.getState().jump('last');
  // tcp_syn_linear_timeouts (4) and tcp_syn_retries (6) of ip-sysctl(7).
  expect(asking(session).slice(3)).toEqual(Array(3).fill('gave up 10'));
});
