'use client';

import { useMemo } from 'react';
import { LiveBench } from '@/components/bench/live-bench';
import { programsKnown } from '@/components/bench/programs-here';
import { announce } from '@/components/ui/announce';
import { FaultBoundary } from '@/components/ui/fault-boundary';
import { benchSandboxWords as words } from '@/content/messages/sandbox';
import { tellFinding } from '@/content/messages/sandbox-findings';
import type { SandboxDocument } from '@/contract/sandbox';
import type { ScenarioSource } from '@/contract/scenario';
import { validateNames } from '@/simulation/scenario/validate-names';
import { stopsWorld, validateNetwork } from '@/simulation/scenario/validate-network';
import { permalinkOf, type Session } from '@/store/simulation-session';
import { BenchNotes } from './bench-notes';
import { Builder } from './builder';
import { BuilderContext, type ToldFinding } from './builder-context';
import styles from './sandbox.module.css';
import { sandbox } from './sandbox-store';
import { shareAddress, withoutSolutions } from './share-panel';
import { useBench } from './use-bench';

const ranks = { stop: 0, wrong: 1, note: 2 };

function tellFindings(source: ScenarioSource): ToldFinding[] {
  return [...validateNetwork(source, programsKnown), ...validateNames(source)]
    .map((finding) => ({ ...tellFinding(finding, source.goals), finding }))
    .sort((a, b) => ranks[a.weight] - ranks[b.weight]);
}

/** The open world: its builder, and its bench below. */
export function DocumentView({ document }: { document: SandboxDocument }) {
  const { id, scenario: source } = document;
  const findings = useMemo(() => tellFindings(source), [source]);
  const blocked =
    Object.keys(source.hosts).length === 0 || findings.some(({ finding }) => stopsWorld(finding));
  const bench = useBench(source, blocked, document.session, (session) =>
    sandbox.getState().keepSession(id, session),
  );
  const { session } = bench;

  const value = useMemo(
    () => ({
      source,
      findings,
      edit: (next: ScenarioSource, said?: string) => {
        sandbox.getState().edit(next);
        if (said !== undefined) announce(said);
      },
    }),
    [source, findings],
  );
  const addressOf = (one: Session) =>
    shareAddress({ scenario: withoutSolutions(source), session: permalinkOf(one.getState()) });

  return (
    <BuilderContext value={value}>
      <Builder session={session} runs={!blocked} />
      <h2 className={styles.benchTitle}>{words.title}</h2>
      {blocked ? (
        <p className={styles.note}>{session === null ? words.cannot : words.waits}</p>
      ) : (
        <BenchNotes bench={bench} />
      )}
      {session !== null && (
        <FaultBoundary what={words.title}>
          <LiveBench
            key={sessionKey(session)}
            session={session}
            lesson={null}
            solutions={source.solutions}
            addressOf={addressOf}
            prediction={null}
          />
        </FaultBoundary>
      )}
    </BuilderContext>
  );
}

const keys = new WeakMap<Session, number>();
let lastKey = 0;

/** A bench is drawn anew for a new session: its tabs and its echo belong to the old one. */
function sessionKey(session: Session): number {
  const known = keys.get(session);
  if (known !== undefined) return known;
  lastKey += 1;
  keys.set(session, lastKey);
  return lastKey;
}
