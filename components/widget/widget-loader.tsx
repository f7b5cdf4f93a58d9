'use client';

import { type ReactNode, useCallback } from 'react';
import { NearViewport } from '@/components/ui/near-viewport';
import type { WidgetProps } from './widget-props';

/** Fetches a widget by its folder's name when the reader comes near; until then `children`. */
export function WidgetLoader({
  name,
  title,
  scenarios,
  children,
}: WidgetProps & { name: string; title: string; children: ReactNode }) {
  const load = useCallback(async () => {
    const { findWidget } = await import('./find-widget');
    const Widget = await findWidget(name);
    return () => <Widget scenarios={scenarios} />;
  }, [name, scenarios]);
  return (
    <NearViewport what={title} load={load}>
      {children}
    </NearViewport>
  );
}
