'use client';

import { X } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { benchTexts } from '@/content/messages/bench';
import styles from './echo-bar.module.css';
import type { Equivalent } from './equivalent-command';

/** What was just clicked, as the command that does the same. */
export function EchoBar({
  echo,
  onUse,
  onDismiss,
}: {
  echo: Equivalent;
  onUse: () => void;
  onDismiss: () => void;
}) {
  return (
    <div className={styles.bar}>
      <p>
        {benchTexts.echo}{' '}
        <code>
          <span>{echo.host}$</span> {echo.line}
        </code>
      </p>
      <Button variant="dark" size="tiny" onClick={onUse}>
        {benchTexts.echoUse}
      </Button>
      <Button variant="dark" size="tiny" aria-label={benchTexts.dismiss} onClick={onDismiss}>
        <X size={14} aria-hidden />
      </Button>
    </div>
  );
}
