import type { ComponentType } from 'react';
import type { WidgetProps } from './widget-props';

/** A widget by its folder's name. Apart from the loader, since the list of all comes with it. */
export async function findWidget(name: string): Promise<ComponentType<WidgetProps>> {
  const { Widget } = await import(`./${name}/widget`);
  return Widget;
}
