import { CircleCheck, CircleX, Clock3 } from 'lucide-react';
import type { OutcomeTone } from './outcome-words';

const icons = { good: CircleCheck, bad: CircleX, wait: Clock3 };

/** A shape for each kind of ending, beside its word and its colour. */
export function OutcomeIcon({ tone, size }: { tone: OutcomeTone; size: number }) {
  const Icon = icons[tone];
  return <Icon size={size} aria-hidden />;
}
