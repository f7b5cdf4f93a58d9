import { type RefObject, useEffect, useState } from 'react';

/**
 * Tells React of what was ticked or chosen in `ref` before it had come: on a slow line the page
 * can be read and clicked for seconds before its scripts arrive, and those clicks reach nobody.
 * Returns whether React is here; until then, keep buttons `disabled` that need it.
 */
export function useEarlyInput(ref: RefObject<HTMLElement | null>): boolean {
  const [here, setHere] = useState(false);
  useEffect(() => {
    for (const input of ref.current?.querySelectorAll('input') ?? []) {
      if (input.type === 'file') {
        if (input.files?.length) input.dispatchEvent(new Event('change', { bubbles: true }));
      } else if (input.checked && !input.defaultChecked) {
        // React reports a click only if it changes what React has last seen.
        input.checked = false;
        input.click();
      }
    }
    setHere(true);
  }, [ref]);
  return here;
}
