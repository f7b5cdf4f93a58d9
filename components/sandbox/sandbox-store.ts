'use client';

import { useStore } from 'zustand';
import { createSandbox, type SandboxActions, type SandboxData } from '@/store/sandbox/sandbox';

/** The learner's worlds. Only what is loaded in the browser imports this. */
export const sandbox = createSandbox(() => window.localStorage);

/** A part of it in a component. */
export function useSandbox<T>(pick: (state: SandboxData & SandboxActions) => T): T {
  return useStore(sandbox, pick);
}
