'use client';

import { useSyncExternalStore } from 'react';
import type { Progress } from '@/contract/progress';
import {
  getProgress,
  getProgressNotice,
  getServerProgress,
  type ProgressNotice,
  subscribeProgress,
} from './progress';

/** The learner's record. The first render shows nothing done, as the server's HTML does. */
export function useProgress(): Progress {
  return useSyncExternalStore(subscribeProgress, getProgress, getServerProgress);
}

/** What the learner must be told about the record, if anything. */
export function useProgressNotice(): ProgressNotice | null {
  useProgress();
  return useSyncExternalStore(subscribeProgress, getProgressNotice, () => null);
}
