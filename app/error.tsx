'use client';

import { lazy, Suspense } from 'react';

// Every page carries this boundary, few ever need what it shows: fetched when it is.
const ErrorReport = lazy(async () => ({
  default: (await import('@/components/site/error-report')).ErrorReport,
}));

export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <Suspense fallback={<main id="main" tabIndex={-1} />}>
      <ErrorReport error={error} retry={retry} />
    </Suspense>
  );
}
