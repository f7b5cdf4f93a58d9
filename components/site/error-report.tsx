'use client';

import { useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { formatErrorReport } from '@/components/ui/format-error-report';
import styles from './error-report.module.css';
import page from './page.module.css';

/** What is shown in place of a page that broke: what is safe, what to try, what to pass on. */
export function ErrorReport({ error, retry }: { error: unknown; retry: () => void }) {
  const [report, setReport] = useState('');
  const main = useRef<HTMLElement>(null);

  useEffect(() => {
    console.error(error);
    // What had the focus is gone; a screen reader goes on from here.
    main.current?.focus();
    setReport(formatErrorReport(error, location.href, new Date(), navigator.userAgent));
  }, [error]);

  return (
    <main ref={main} id="main" tabIndex={-1} className={page.page}>
      <p className={page.eyebrow}>Something broke here, not at your end</p>
      <h1>This page stopped working.</h1>
      <p className={page.lede}>
        Your progress is kept by your browser and is not touched by this. Try again; if it comes
        back, reload the page or go on with another one.
      </p>
      <p className={page.actions}>
        <Button variant="primary" onClick={retry}>
          Try again
        </Button>
        <Button onClick={() => location.reload()}>Reload the page</Button>
        {/* A full page load on purpose: the router may be what broke. */}
        <a href="/lessons">All lessons</a>
      </p>
      <section className={styles.report} aria-labelledby="report-title">
        <h2 id="report-title">For whoever looks after this site</h2>
        <pre>{report}</pre>
        <CopyButton text={report} label="the report" />
      </section>
    </main>
  );
}
