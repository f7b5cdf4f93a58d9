'use client';

import { lazy, Suspense } from 'react';

// Every page carries this boundary, few ever need what it shows: fetched when it is.
const ErrorReport = lazy(async () => ({
  default: (await import('@/components/site/error-report')).ErrorReport,
}));
// By a static condition, so that a production build holds nothing of it.
const ContentMistakes =
  process.env.NODE_ENV === 'development'
    ? lazy(async () => ({
        default: (await import('@/components/site/content-mistakes')).ContentMistakes,
      }))
    : null;

export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  // The class stays on the server; its name is what reaches the browser.
  const isContent = error instanceof Error && error.name === 'ContentError';
  return (
    <Suspense fallback={<main id="main" tabIndex={-1} />}>
      {ContentMistakes && isContent ? (
        <ContentMistakes message={error.message} />
      ) : (
        <ErrorReport error={error} retry={retry} />
      )}
    </Suspense>
  );
}
