'use client';

import { useEffect, useRef, useState } from 'react';
import { Button } from './button';
import { CopyButton } from './copy-button';
import styles from './fault-report.module.css';
import { formatErrorReport } from './format-error-report';

/** What stands in the place of a part that broke. */
export function FaultReport({
  what,
  error,
  retry,
}: {
  what: string;
  error: unknown;
  retry: () => void;
}) {
  const [report, setReport] = useState('');
  const box = useRef<HTMLElement>(null);

  useEffect(() => {
    setReport(formatErrorReport(error, location.href, new Date(), navigator.userAgent));
    // Only for whoever was in the part that is gone: others are not to be called away.
    if (document.activeElement === document.body) box.current?.focus({ preventScroll: true });
  }, [error]);

  return (
    <section ref={box} className={styles.fault} tabIndex={-1} aria-label={`${what}: stopped`}>
      <p role="alert">
        <b>{what} stopped working.</b> The rest of the page goes on, and what you did is kept. Try
        again; if it comes back, reload the page.
      </p>
      <p>
        <Button variant="primary" onClick={retry}>
          Try again
        </Button>
      </p>
      <details>
        <summary>Report for whoever looks after this site</summary>
        <pre>{report}</pre>
        <CopyButton text={report} label="the report" />
      </details>
    </section>
  );
}
