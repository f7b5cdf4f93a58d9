'use client';

import { useEffect } from 'react';
import type { ScenarioSource } from '@/contract/scenario';
import { openDocument } from '@/store/sandbox/sandbox';
import { DocumentView } from './document-view';
import { BrokenLink, Incoming, useIncoming } from './incoming';
import styles from './sandbox.module.css';
import { sandbox, useSandbox } from './sandbox-store';
import { Shelf } from './shelf';

/** The workshop: what somebody sent, what is kept, and the world that is open. */
export function Sandbox({ ready }: { ready: readonly ScenarioSource[] }) {
  const document = useSandbox(openDocument);
  const { read, drop } = useIncoming();

  useEffect(() => {
    const onStorage = () => sandbox.getState().reread();
    window.addEventListener('storage', onStorage);
    return () => window.removeEventListener('storage', onStorage);
  }, []);

  if (read?.ok) return <Incoming key={window.location.hash} shared={read.value} onDrop={drop} />;
  return (
    <div className={styles.sandbox}>
      {read !== null && <BrokenLink read={read} onDrop={drop} />}
      <Shelf ready={ready} />
      {document !== null && <DocumentView key={document.id} document={document} />}
    </div>
  );
}
