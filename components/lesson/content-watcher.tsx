'use client';

import { useEffect } from 'react';

/** Reloads the page when an author saves a file under content/. Rendered in development only. */
export function ContentWatcher() {
  useEffect(() => {
    const changes = new EventSource('/api/content-changes');
    changes.onmessage = () => window.location.reload();
    return () => changes.close();
  }, []);
  return null;
}
