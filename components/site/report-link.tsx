'use client';

import type { MouseEvent } from 'react';
import { reportHref } from './report-href';

/** "Report a mistake": fills in the page one is on, fragment (and so any shared state) included. */
export function ReportLink({ to }: { to: string }) {
  function fillIn(event: MouseEvent<HTMLAnchorElement>) {
    event.currentTarget.href = reportHref(to, location.href);
  }
  return (
    <a href={reportHref(to, '')} onClick={fillIn} onAuxClick={fillIn}>
      Report a mistake
    </a>
  );
}
