import type { ReactNode } from 'react';

/** Text for screen readers alone. The class is global, in components/site/base.css. */
export function VisuallyHidden({ children }: { children: ReactNode }) {
  return <span className="visually-hidden">{children}</span>;
}
