/** What can stand in a frame on somebody else's page: a bench of a lesson, or a widget. */
import type { Scenario } from './scenario';
import type { WidgetData } from './widget';

export type Embeddable = {
  /** In its address: `/embed/<id>`. A scenario's id, or a widget's name. */
  id: string;
  title: string;
  /** The page of this site that it comes from. */
  home: string;
} & (
  | { kind: 'bench'; lesson: string; scenario: Scenario }
  | { kind: 'widget'; widget: WidgetData }
);
