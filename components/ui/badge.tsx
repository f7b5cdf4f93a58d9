import type { ComponentProps } from 'react';
import styles from './badge.module.css';

export type BadgeTone = 'neutral' | 'good' | 'info' | 'wait' | 'ending' | 'bad' | 'brand';

/** A short word on a tint. The word carries the meaning, the tint only repeats it. */
export function Badge({
  tone = 'neutral',
  code = false,
  className,
  ...rest
}: { tone?: BadgeTone; code?: boolean } & ComponentProps<'span'>) {
  const look = [styles.badge, styles[tone], code && styles.code, className];
  return <span className={look.filter(Boolean).join(' ')} {...rest} />;
}
