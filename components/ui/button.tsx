import type { ComponentProps } from 'react';
import styles from './button.module.css';

export type ButtonLook = {
  /**
   * `primary` is the one thing to do next; `quiet` has no border; `dark` stands on a surface that
   * is dark in both themes; `link` stands in a sentence.
   */
  variant?: 'plain' | 'primary' | 'brand' | 'quiet' | 'dark' | 'link' | undefined;
  size?: 'tiny' | 'small' | 'medium' | 'large' | undefined;
  /** For a lone icon; then an `aria-label` is needed. */
  square?: boolean | undefined;
};

/** Class names of a button, for elements that only look like one. */
export function buttonClass({ variant = 'plain', size = 'medium', square }: ButtonLook): string {
  const names = [styles.button];
  if (variant !== 'plain') names.push(styles[variant]);
  if (size !== 'medium') names.push(styles[size]);
  if (square) names.push(styles.square);
  return names.join(' ');
}

/** A native button. Prefer `aria-disabled` to `disabled` where the reason must be found by keyboard. */
export function Button({
  variant,
  size,
  square,
  className,
  type = 'button',
  ...rest
}: ButtonLook & ComponentProps<'button'>) {
  const look = buttonClass({ variant, size, square });
  return <button type={type} className={className ? `${look} ${className}` : look} {...rest} />;
}
