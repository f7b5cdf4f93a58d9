'use client';

import { Check, CircleDashed, X } from 'lucide-react';
import type { Plan } from '@/content/messages/collisions/cases';
import { collisionWords as words } from '@/content/messages/collisions/words';
import type { TraceEvent } from '@/contract/trace';
import { eventsUpTo } from '@/store/session-view';
import type { Session } from '@/store/simulation-session';
import { useSession } from '@/store/use-session';
import styles from './lab.module.css';
import { type Role, roles } from './plan-actions';
import { readLines } from './read-lab';

const icons = { ahead: CircleDashed, done: Check, failed: X };

/** The calls of one program, and how far it has come. */
function ProgramCard({
  plan,
  role,
  before,
}: {
  plan: Plan;
  role: Role;
  before: readonly TraceEvent[];
}) {
  const { host } = plan[role];
  const restarted = role === 'second' && /closed$/.test(plan.order);
  const title = restarted ? words.again(host) : words.program(role, host);
  return (
    <div className={styles.program} role="group" aria-label={title}>
      <h3>{title}</h3>
      <ol>
        {readLines(plan, role, before).map(({ line, state, errno }) => {
          const Icon = icons[state];
          return (
            <li key={line.text} data-state={state}>
              <Icon size={15} aria-hidden />
              <code>{line.text}</code>
              <span className={state === 'failed' ? styles.errno : 'visually-hidden'}>
                {errno ?? words.lineStates[state]}
              </span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

const none: readonly TraceEvent[] = [];

/** Both programs; with a session as far as they have come where it stands. */
export function Programs({ plan, session }: { plan: Plan; session: Session | null }) {
  return session === null ? (
    <Pair plan={plan} before={none} />
  ) : (
    <LivePair plan={plan} session={session} />
  );
}

function LivePair({ plan, session }: { plan: Plan; session: Session }) {
  const { history, playhead } = useSession(session, (state) => state);
  return <Pair plan={plan} before={eventsUpTo({ history, playhead })} />;
}

function Pair({ plan, before }: { plan: Plan; before: readonly TraceEvent[] }) {
  return (
    <div className={styles.programs}>
      {roles.map((role) => (
        <ProgramCard key={role} plan={plan} role={role} before={before} />
      ))}
    </div>
  );
}
