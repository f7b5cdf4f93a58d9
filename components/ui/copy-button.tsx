'use client';

import { Check, Copy, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { announce } from './announce';
import { Button, type ButtonLook } from './button';
import { VisuallyHidden } from './visually-hidden';

const words = { ready: 'Copy', done: 'Copied', failed: 'Select and copy by hand' } as const;
const icons = { ready: Copy, done: Check, failed: TriangleAlert } as const;

/** Copies `text`. `label` names what is copied ("the command"), for those who hear the button alone. */
export function CopyButton({
  text,
  label,
  showWord = true,
  size = 'small',
  variant = 'plain',
}: { text: string | (() => string); label: string; showWord?: boolean } & ButtonLook) {
  const [state, setState] = useState<keyof typeof words>('ready');

  useEffect(() => {
    if (state === 'ready') return;
    const timer = setTimeout(() => setState('ready'), 2500);
    return () => clearTimeout(timer);
  }, [state]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text());
      setState('done');
      announce(`Copied ${label}`);
    } catch {
      // No clipboard on plain http, or permission denied.
      setState('failed');
      announce('The browser does not let this page copy: select the text and copy it by hand');
    }
  }

  const Icon = icons[state];
  return (
    <Button size={size} variant={variant} square={!showWord} onClick={copy}>
      <Icon size={15} aria-hidden />
      {showWord && words[state]}
      <VisuallyHidden>
        {showWord ? '' : words[state]} {label}
      </VisuallyHidden>
    </Button>
  );
}
