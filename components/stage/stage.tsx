'use client';

import { useCallback, useLayoutEffect, useMemo, useRef } from 'react';
import { benchTexts } from '@/content/messages/bench';
import type { Outcome } from '@/content/messages/outcomes';
import type { TraceEvent } from '@/contract/trace';
import type { HostView, WorldView } from '@/simulation/world/view';
import type { Selection, Speed } from '@/store/simulation-session';
import { type Attempt, isSilent, standingAttempt } from './attempt';
import { drawnPackets } from './drawn-packets';
import { HostMenu } from './host-menu';
import { OutcomeBadge } from './outcome-badge';
import { PacketLayer } from './packet-layer';
import { SilenceClock } from './silence-clock';
import styles from './stage.module.css';
import type { StageActions } from './stage-actions';
import { focusOf } from './stage-focus';
import { StagePicture } from './stage-picture';
import { StageTwin } from './stage-twin';
import { stageInWords } from './stage-words';

/**
 * Keeps the picture as high as it has ever been at this width, so that what stands below it stays
 * in its place while rows come and go.
 */
function useSteadyHeight(ref: React.RefObject<HTMLElement | null>, view: WorldView) {
  const known = useRef({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const width = element.clientWidth;
    if (width !== known.current.width) {
      known.current = { width, height: 0 };
      element.style.minBlockSize = '';
    }
    const height = Math.max(known.current.height, element.offsetHeight);
    if (height === known.current.height) return;
    known.current.height = height;
    element.style.minBlockSize = `${height}px`;
  }, [ref, view]);
}

const isDecided = (attempt: Attempt): attempt is Attempt & { outcome: Outcome } =>
  attempt.outcome !== null;

/**
 * The live picture: hosts, wires and the packets that are under way at the playhead. Without
 * `actions` it only shows. `before` is every event up to the playhead, `events` those told now.
 */
export function Stage({
  view,
  events,
  before,
  playhead,
  speed = 'normal',
  selection = null,
  actions,
  onSkip,
  showTwin = true,
}: {
  view: WorldView;
  events: readonly TraceEvent[];
  before: readonly TraceEvent[];
  playhead: number;
  speed?: Speed;
  selection?: Selection | null;
  actions?: StageActions;
  /** Skips the rest of a silence; given while there is something to skip to. */
  onSkip?: (() => void) | undefined;
  showTwin?: boolean;
}) {
  const ref = useRef<HTMLDivElement>(null);
  useSteadyHeight(ref, view);
  const packets = useMemo(() => drawnPackets(view, events), [view, events]);
  const focus = useMemo(() => focusOf(view, events), [view, events]);
  const attempt = useMemo(() => standingAttempt(before, view.now), [before, view.now]);
  const words = useMemo(() => stageInWords(view, packets, attempt), [view, packets, attempt]);
  const menuFor = useCallback(
    (host: HostView) => actions && <HostMenu host={host} actions={actions} />,
    [actions],
  );
  const notes =
    attempt === null ? null : isDecided(attempt) ? (
      <OutcomeBadge attempt={attempt} />
    ) : isSilent(attempt) ? (
      <SilenceClock attempt={attempt} onSkip={onSkip} />
    ) : null;
  return (
    <div className={styles.stage}>
      <div ref={ref} className={styles.picture} role="group" aria-label={benchTexts.picture}>
        <StagePicture
          view={view}
          focus={focus}
          selection={selection}
          actions={actions}
          menuFor={menuFor}
          notes={notes}
        />
        <PacketLayer
          stage={ref}
          view={view}
          packets={packets}
          playhead={playhead}
          speed={speed}
          selected={selection?.kind === 'packet' ? selection.id : null}
          actions={actions}
        />
      </div>
      {showTwin && <StageTwin words={words} />}
    </div>
  );
}
