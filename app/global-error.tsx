'use client';

import '@/components/site/base.css';
import { useEffect, useState } from 'react';
import page from '@/components/site/page.module.css';
import { formatErrorReport } from '@/components/ui/format-error-report';

/**
 * Stands in for the whole document when even the root layout, or the error page itself, fails:
 * so it loads nothing more and follows the system's theme by the style sheet alone.
 */
export default function GlobalErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  const [report, setReport] = useState('');
  useEffect(() => {
    console.error(error);
    setReport(formatErrorReport(error, location.href, new Date(), navigator.userAgent));
  }, [error]);
  return (
    <html lang="en">
      <head>
        <title>This page stopped working · Portside</title>
      </head>
      <body>
        <main id="main" tabIndex={-1} className={page.page}>
          <h1>This page stopped working.</h1>
          <p className={page.lede}>
            Your progress is kept by your browser and is not touched by this.
          </p>
          <p className={page.actions}>
            <button type="button" onClick={retry}>
              Try again
            </button>
            <a href="/lessons">All lessons</a>
          </p>
          <h2>For whoever looks after this site</h2>
          <pre className={page.report}>{report}</pre>
        </main>
      </body>
    </html>
  );
}
