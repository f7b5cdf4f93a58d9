'use client';

import { Hammer } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { benchWords } from '@/content/messages/interface';
import type { Action } from '@/contract/action';
import type { Scenario } from '@/contract/scenario';
import styles from './fault-buttons.module.css';

/** Ways to break it, each one step of undo. */
export function FaultButtons({
  faults,
  disabled,
  onBreak,
}: {
  faults: Scenario['faults'];
  disabled: boolean;
  onBreak: (actions: readonly Action[]) => void;
}) {
  if (faults.length === 0) return null;
  return (
    <div role="group" className={styles.faults} aria-label={benchWords.parts.faults}>
      <h4>{benchWords.parts.faults}</h4>
      <p>{benchWords.faultsIntro}</p>
      <div className={styles.buttons}>
        {faults.map((fault) => (
          <Button
            key={fault.text}
            size="small"
            aria-disabled={disabled}
            onClick={() => !disabled && onBreak(fault.actions)}
          >
            <Hammer size={14} aria-hidden /> {fault.text}
          </Button>
        ))}
      </div>
    </div>
  );
}
