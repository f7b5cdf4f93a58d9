'use client';

import { type ReactNode, useCallback } from 'react';
import { NearViewport } from '@/components/ui/near-viewport';
import type { ScenarioSource } from '@/contract/scenario';

/** Fetches the workshop; until then, and where scripts are off, `children`. */
export function SandboxLoader({
  ready,
  children,
}: {
  ready: readonly ScenarioSource[];
  children: ReactNode;
}) {
  const load = useCallback(async () => {
    const { Sandbox } = await import('./sandbox');
    return () => <Sandbox ready={ready} />;
  }, [ready]);
  return (
    <NearViewport what="The sandbox" load={load}>
      {children}
    </NearViewport>
  );
}
