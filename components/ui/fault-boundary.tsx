'use client';

import { Component, lazy, type ReactNode, Suspense } from 'react';

// Every lesson carries this boundary, few ever need what it shows: fetched when it is.
const FaultReport = lazy(async () => ({ default: (await import('./fault-report')).FaultReport }));

type Props = { what: string; children: ReactNode };

/**
 * Around a part that can break without the page: what broke, what is safe, and a report to hand
 * on. "Try again" makes the part anew. A class, since React has no other way to catch, and Next's
 * own (`catchError`) brings its error pages along.
 */
export class FaultBoundary extends Component<Props, { fault: { error: unknown } | null }> {
  override state: { fault: { error: unknown } | null } = { fault: null };

  static getDerivedStateFromError(error: unknown) {
    return { fault: { error } };
  }

  override render() {
    const { what, children } = this.props;
    const { fault } = this.state;
    if (fault === null) return children;
    return (
      <Suspense>
        <FaultReport what={what} error={fault.error} retry={() => this.setState({ fault: null })} />
      </Suspense>
    );
  }
}
