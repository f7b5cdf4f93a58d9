import Link from 'next/link';
import type { ComponentProps } from 'react';
import { type ButtonLook, buttonClass } from './button';

/** A link that looks like a button: it goes somewhere and does nothing else. */
export function ButtonLink({
  variant,
  size,
  square,
  className,
  ...rest
}: ButtonLook & ComponentProps<typeof Link>) {
  const look = buttonClass({ variant, size, square });
  return <Link className={className ? `${look} ${className}` : look} {...rest} />;
}
