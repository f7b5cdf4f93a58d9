'use client';

import { useCallback, useEffect, useState } from 'react';
import type { QuestionInstance } from '@/contract/quiz-instance';
import { fetchQuestion } from './quiz-client';

/**
 * The question for a seed: the page's own for its seed, fetched for any other. `fetchFor` gets
 * one ahead, so that the old one stays in view until the new one is here.
 */
export function useInstance(slug: string, first: QuestionInstance, seed: number) {
  const [fetched, setFetched] = useState<QuestionInstance | null>(null);
  const [failed, setFailed] = useState(false);
  const instance = [first, fetched].find((each) => each?.seed === seed) ?? null;

  const fetchFor = useCallback(
    async (wanted: number): Promise<boolean> => {
      setFailed(false);
      if (wanted === first.seed) return true;
      const result = await fetchQuestion(slug, first.id, wanted);
      if (result.ok) setFetched(result.value);
      else setFailed(true);
      return result.ok;
    },
    [slug, first],
  );

  const missing = instance === null;
  useEffect(() => {
    if (missing) void fetchFor(seed);
  }, [missing, fetchFor, seed]);

  return { instance, failed, fetchFor };
}
