import type { ReactNode } from 'react';
import { stageWords } from '@/content/messages/interface';
import type { HostView, WorldView } from '@/simulation/world/view';
import type { Selection } from '@/store/simulation-session';
import { type Conversation, conversationsOf } from './conversations';
import { HostFrame } from './host-frame';
import type { StageActions } from './stage-actions';
import { focusAt, noFocus, type StageFocus } from './stage-focus';
import styles from './stage-picture.module.css';
import { Wire } from './wire';

/** How the hosts stand: one alone, two on either side of their wire, or several along a bus. */
export type StageShape = 'alone' | 'pair' | 'bus';

export function shapeOf(view: WorldView): StageShape {
  const wired = new Set(view.hosts.flatMap((host) => host.interfaces.map((iface) => iface.lan)));
  wired.delete(null);
  if (view.hosts.length === 1) return 'alone';
  return view.hosts.length === 2 && wired.size === 1 ? 'pair' : 'bus';
}

/**
 * The network as it stands at one moment. Has no state and no effects: it is rendered on the
 * server for a page's first picture and by the live stage for every other.
 */
export function StagePicture({
  view,
  focus = noFocus,
  selection = null,
  actions,
  menuFor,
  notes,
}: {
  view: WorldView;
  focus?: StageFocus;
  selection?: Selection | null;
  actions?: StageActions | undefined;
  menuFor?: (host: HostView) => ReactNode;
  /** What came of the latest attempt; stands over the wire. */
  notes?: ReactNode;
}) {
  const shape = shapeOf(view);
  const talks = conversationsOf(view);
  const frame = (host: HostView, side: 'start' | 'end' | 'alone') => (
    <HostFrame
      key={host.name}
      host={host}
      focus={focusAt(focus, host.name)}
      selection={
        selection !== null && 'host' in selection && selection.host === host.name ? selection : null
      }
      actions={actions}
      menuFor={menuFor}
      side={side}
    />
  );
  const wire = (name: string) => (
    <Wire
      key={name}
      name={name}
      quality={stageWords.quality(view.links?.[name] ?? {})}
      conversations={talks.filter((talk) => talk.via === name)}
    />
  );
  const [first, second] = view.hosts;
  if (shape === 'pair' && first !== undefined && second !== undefined) {
    return (
      <div className={`${styles.picture} ${styles.pair}`}>
        {frame(first, 'start')}
        <div className={styles.between}>
          <div className={styles.notes}>{notes}</div>
          {view.lans.filter((lan) => usesLan(view, lan)).map(wire)}
        </div>
        {frame(second, 'end')}
      </div>
    );
  }
  return (
    <div className={`${styles.picture} ${styles[shape]}`}>
      <div className={styles.row}>{view.hosts.map((host) => frame(host, 'alone'))}</div>
      {shape === 'bus' && view.lans.filter((lan) => usesLan(view, lan)).map(wire)}
      <LoopbackTalks talks={talks} />
      <div className={styles.notes}>{notes}</div>
    </div>
  );
}

function usesLan(view: WorldView, lan: string): boolean {
  return view.hosts.some((host) => host.interfaces.some((iface) => iface.lan === lan));
}

/** On a host that stands alone, the conversations inside it get the same words as those on a wire. */
function LoopbackTalks({ talks }: { talks: readonly Conversation[] }) {
  const inside = talks.filter((talk) => talk.via === 'lo');
  if (inside.length === 0) return null;
  return (
    <p className={styles.inside}>
      {inside.length === 1 ? 'One connection runs' : `${inside.length} connections run`} inside this
      host, by lo.
    </p>
  );
}
