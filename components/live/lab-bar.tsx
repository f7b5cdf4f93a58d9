'use client';

import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { endWords, liveWords } from '@/content/messages/live';
import styles from './live-panel.module.css';
import { useLiveLab } from './use-live-lab';

/**
 * A sentence for every state in which there is no open sandbox; null while there is one.
 * @param whenOff what can be done without the lab.
 */
export function useLabNotice(whenOff: string): string | null {
  const phase = useLiveLab((lab) => lab.phase);
  const status = useLiveLab((lab) => lab.status);
  switch (phase.is) {
    case 'unknown':
      return 'Asking the server whether its lab is open…';
    case 'off':
      return [status?.reason, status?.cure, whenOff].filter(Boolean).join(' ');
    case 'opening':
      return 'Building two machines and the cable between them…';
    case 'queued':
      return liveWords.full(phase.position);
    case 'restarting':
      return status?.reason && status.state === 'restarting' ? status.reason : endWords['lab-down'];
    case 'offline':
      return liveWords.offline;
    case 'closed':
      return phase.ended ? endWords[phase.ended] : null;
    case 'open':
      return null;
  }
}

/** The head of a panel: LIVE, its title, which tier, and how to open or end the sandbox. */
export function LabBar({ title, headingId }: { title: string; headingId: string }) {
  const phase = useLiveLab((lab) => lab.phase);
  const status = useLiveLab((lab) => lab.status);
  const open = useLiveLab((lab) => lab.open);
  const end = useLiveLab((lab) => lab.end);
  const usable = phase.is !== 'off' && phase.is !== 'offline' && phase.is !== 'restarting';
  const tier = phase.is === 'open' ? phase.session.tier : status?.tier;
  return (
    <div className={styles.bar}>
      <Badge tone={usable ? 'bad' : 'neutral'} code>
        {usable ? 'LIVE' : 'LIVE · OFF'}
      </Badge>
      <h3 id={headingId}>{title}</h3>
      {usable && tier && tier !== 'off' && <span className={styles.tier}>{liveWords[tier]}</span>}
      {phase.is === 'open' && (
        <>
          <span className={styles.tier}>{liveWords.minutesLeft(phase.session.lifeMs)}</span>
          <Button size="small" variant="quiet" onClick={() => void end()}>
            {liveWords.close}
          </Button>
        </>
      )}
      {phase.is === 'queued' && (
        <Button size="small" variant="quiet" onClick={() => void end()}>
          {liveWords.leave}
        </Button>
      )}
      {phase.is === 'closed' && (
        <Button size="small" onClick={() => void open()}>
          {phase.ended ? liveWords.again : liveWords.open}
        </Button>
      )}
    </div>
  );
}
