'use client';

import { type ReactNode, useCallback } from 'react';
import { NearViewport } from '@/components/ui/near-viewport';
import type { ExperimentId } from '@/content/messages/experiments';
import type { TwinId } from '@/content/messages/twin-scenarios';
import type { ServiceId } from '@/contract/lab-service';

const panels = async () => (await import('./find-panel')).findPanel;

/** Fetches the live panel when the reader comes near; until then `children`. */
export function LivePanelLoader({
  experiment,
  children,
}: {
  experiment?: ExperimentId | undefined;
  children: ReactNode;
}) {
  const load = useCallback(async () => {
    const LivePanel = await (await panels()).live();
    return () => <LivePanel experiment={experiment} />;
  }, [experiment]);
  return (
    <NearViewport what="The live panel" load={load}>
      {children}
    </NearViewport>
  );
}

/** The same for real services; `only` is the one of a lesson. */
export function ServicesPanelLoader({
  only,
  children,
}: {
  only?: ServiceId | undefined;
  children: ReactNode;
}) {
  const load = useCallback(async () => {
    const ServicesPanel = await (await panels()).services();
    return () => <ServicesPanel only={only} />;
  }, [only]);
  return (
    <NearViewport what="The panel of services" load={load}>
      {children}
    </NearViewport>
  );
}

/** The same for one scenario on paper and for real; `only` is the one of a lesson. */
export function TwinPanelLoader({
  only,
  children,
}: {
  only?: TwinId | undefined;
  children: ReactNode;
}) {
  const load = useCallback(async () => {
    const TwinPanel = await (await panels()).twin();
    return () => <TwinPanel only={only} />;
  }, [only]);
  return (
    <NearViewport what="Twin mode" load={load}>
      {children}
    </NearViewport>
  );
}

/** The same for "this site is a service too". */
export function SiteServiceLoader({ children }: { children: ReactNode }) {
  const load = useCallback(async () => (await panels()).site(), []);
  return (
    <NearViewport what="This part" load={load}>
      {children}
    </NearViewport>
  );
}
