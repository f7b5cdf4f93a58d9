import { Container, Globe, Laptop, LaptopMinimal, type LucideIcon } from 'lucide-react';
import { Button } from '@/components/ui/button';
import {
  binds,
  type CallerHost,
  callers,
  hostWords,
  place,
  reachWords,
} from '@/content/messages/who-can-reach';
import styles from './matrix.module.css';
import { type Call, callerOf, keyOf } from './plan-call';
import { ReachCell } from './reach-cell';
import { callsOf, countTries, waiting } from './round';
import type { Reach } from './use-reach';

const icons: Record<CallerHost, LucideIcon> = {
  laptop: Laptop,
  'laptop-2': LaptopMinimal,
  container: Container,
  stranger: Globe,
};

/** Rows: what Django is bound to. Columns: who calls what. Narrow, each row is a list of calls. */
export function Matrix({ reach, onPick }: { reach: Reach; onPick: (call: Call) => void }) {
  const { round, broken, busy, picked, send, guess } = reach;
  const all = callsOf(broken);
  const { sent, open } = countTries(round, all);
  const done = sent === all.length;
  const picture = picked === null ? null : keyOf(picked);
  return (
    <div className={styles.box}>
      <div className={styles.matrix}>
        <div className={styles.head} aria-hidden="true">
          <span>{reachWords.bound}</span>
          {callers.map(({ id, host, target }) => (
            <CallerHead key={id} host={host} target={target} />
          ))}
        </div>
        {binds.map((bind) => {
          const calls = callsOf(broken, bind);
          const ready = waiting(round, calls).length > 0;
          return (
            <div key={bind} role="group" aria-label={reachWords.row(bind)} className={styles.row}>
              <div className={styles.bind}>
                <span className={styles.boundTo}>{reachWords.bound}</span>
                <code>{place(bind)}</code>
              </div>
              <ul className={styles.cells}>
                {calls.map((call) => (
                  <li key={call.caller}>
                    <ReachCell
                      call={call}
                      tried={round[keyOf(call)]}
                      picked={keyOf(call) === picture}
                      busy={busy}
                      guess={guess}
                      send={() => void send([call])}
                      pick={() => onPick(call)}
                    >
                      <CallerHead {...callerOf(call.caller)} />
                    </ReachCell>
                  </li>
                ))}
              </ul>
              <div className={styles.sendRow}>
                <Button
                  size="tiny"
                  aria-label={reachWords.fireRowOf(bind)}
                  aria-disabled={busy || !ready}
                  onClick={() => void send(calls)}
                >
                  {reachWords.fireRow}
                </Button>
              </div>
            </div>
          );
        })}
      </div>
      <div className={styles.foot}>
        {done ? (
          <Button key="main" variant="primary" onClick={reach.again}>
            {reachWords.again}
          </Button>
        ) : (
          <Button key="main" variant="primary" aria-disabled={busy} onClick={() => void send(all)}>
            {reachWords.fireAll}
          </Button>
        )}
        {open > 0 && (
          <Button variant="quiet" aria-disabled={busy} onClick={() => !busy && reach.passOnRest()}>
            {reachWords.restUnsure}
          </Button>
        )}
        {sent > 0 && !done && (
          <Button variant="quiet" aria-disabled={busy} onClick={() => !busy && reach.again()}>
            {reachWords.again}
          </Button>
        )}
        <p className={styles.note}>
          <b>{reachWords.count(sent, all.length)}</b> {reach.note}
        </p>
      </div>
    </div>
  );
}

function CallerHead({ host, target }: { host: CallerHost; target: string }) {
  const Icon = icons[host];
  return (
    <span className={styles.caller}>
      <span>
        <Icon size={15} aria-hidden /> {hostWords[host].short}
      </span>
      <code>{target}</code>
    </span>
  );
}
