import type { Scenario } from '@/contract/scenario';

/** What every `<name>/widget.tsx` takes: its worlds, in the order of their files. */
export type WidgetProps = { scenarios: readonly Scenario[] };
