/** The page that bench:frames looks at: one live bench, as a lesson has it, and nothing else. */
import '@/components/site/base.css';
import { createRoot } from 'react-dom/client';
import { LiveBench } from '@/components/bench/live-bench';
import { createWorld, performAction, viewWorld, type World } from '@/simulation/scenario/engine';
import { checkGoals } from '@/simulation/scenario/goals';
import { programTable } from '@/simulation/scenario/program-table';
import { completeAtTerminal } from '@/simulation/shell/complete-at-terminal';
import { runOn } from '@/simulation/world/settle';
import type { SessionEngine } from '@/store/session-engine';
import { createSession } from '@/store/simulation-session';
import { questions, twelveHosts } from './twelve-hosts';

const engine: SessionEngine = {
  createWorld,
  performAction: (world, action) => performAction(world as World, action),
  runOn: (world, count) => runOn(world as World, programTable, count),
  viewWorld: (world) => viewWorld(world as World),
  complete: (world, place, line, cursor) =>
    completeAtTerminal(world as World, programTable, place, line, cursor),
  checkGoals: (goals, timeline) =>
    checkGoals([...goals], [...timeline] as Parameters<typeof checkGoals>[1], programTable),
};

const session = createSession(engine, twelveHosts, { mode: 'play' });
session.getState().dispatchAll(questions);
session.getState().setDetail('packets');
session.getState().jump('first');
createRoot(document.body.appendChild(document.createElement('div'))).render(
  <LiveBench session={session} lesson={null} prediction={null} />,
);

// Every frame is asked for, so that the trace shows how long each one takes, and what a key began.
const ask = () => requestAnimationFrame(ask);
ask();
window.addEventListener('keydown', () => performance.mark('step'), { capture: true });
