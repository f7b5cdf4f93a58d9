import {
  CircleCheck,
  CircleMinus,
  CircleQuestionMark,
  CircleX,
  type LucideIcon,
} from 'lucide-react';
import { useMemo } from 'react';
import { Disclosure } from '@/components/ui/disclosure';
import { probeReasons, probeWords } from '@/content/messages/probe';
import type { TraceEvent } from '@/contract/trace';
import type { Probe, Verdict } from '@/simulation/world/probe';
import { readProbes } from '@/simulation/world/read-probes';
import styles from './probe-list.module.css';

const icons: Record<Verdict, LucideIcon> = {
  passed: CircleCheck,
  failed: CircleX,
  unknown: CircleQuestionMark,
  unused: CircleMinus,
};

function Heading({ probe }: { probe: Probe }) {
  return (
    <>
      {probeWords.heading(probe.program ?? probeWords.someone, probe.host)}{' '}
      <span className={styles.target}>{probeWords.target(probe)}</span>{' '}
      {probe.addr !== null && (
        <span className={styles.proto}>{probeWords.protos[probe.proto]}</span>
      )}
    </>
  );
}

/** What it rules out, and where it stopped: the score of an attempt. */
function scoreOf({ findings }: Probe): string {
  const namesOf = (...verdicts: Verdict[]) =>
    findings
      .filter(({ verdict }) => verdicts.includes(verdict))
      .map(({ layer }) => probeWords.layers[layer]);
  const out = namesOf('passed', 'unused');
  if (out.length === findings.length) return probeWords.allPassed;
  return probeWords.score(out, namesOf('failed')[0] ?? null);
}

function Findings({ probe, now }: { probe: Probe; now: number }) {
  const facts = { ...probe, waited: (probe.endedAt ?? now) - probe.startedAt };
  return (
    <ol className={styles.layers} aria-label={probeWords.list}>
      {probe.findings.map(({ layer, verdict, reason }) => {
        const Icon = icons[verdict];
        return (
          <li key={layer} data-verdict={verdict}>
            <Icon size={17} aria-hidden />
            <b>{probeWords.layers[layer]}</b>{' '}
            <span className={styles.verdict}>{probeWords.verdicts[verdict]}</span>{' '}
            <span className={styles.reason}>{probeReasons[reason](facts)}</span>
          </li>
        );
      })}
    </ol>
  );
}

/** Every attempt up to the playhead with the layers it rules out: the latest open, others folded. */
export function ProbeList({ events, now }: { events: readonly TraceEvent[]; now: number }) {
  const probes = useMemo(() => readProbes(events), [events]);
  const latest = probes.at(-1);
  if (latest === undefined) return <p className={styles.none}>{probeWords.none}</p>;
  const earlier = probes.slice(0, -1).toReversed();
  return (
    <div role="group" className={styles.probes} aria-label={probeWords.title} tabIndex={0}>
      <h4 className={styles.head}>
        <Heading probe={latest} />
      </h4>
      <p className={styles.score}>{scoreOf(latest)}</p>
      <Findings probe={latest} now={now} />
      {earlier.length > 0 && (
        <Disclosure summary={probeWords.earlier(earlier.length)} className={styles.earlier}>
          <ol className={styles.older}>
            {earlier.map((probe, index) => (
              // An attempt keeps its number as time goes on, and so its fold.
              <li key={earlier.length - index}>
                <details>
                  <summary>
                    <span className={styles.head}>
                      <Heading probe={probe} />
                    </span>{' '}
                    <span className={styles.score}>{scoreOf(probe)}</span>
                  </summary>
                  <Findings probe={probe} now={now} />
                </details>
              </li>
            ))}
          </ol>
        </Disclosure>
      )}
    </div>
  );
}
