'use client';

import {
  type ComponentType,
  type ReactNode,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react';
import { Button } from '@/components/ui/button';
import { quizWords } from '@/content/messages/lesson';
import type { QuizInstance } from '@/contract/quiz-instance';
import styles from './quiz.module.css';

type QuizComponent = ComponentType<{
  quiz: QuizInstance;
  early: Readonly<Record<string, string[]>>;
}>;

/**
 * Shows the server's questions until the reader comes near or touches them, then fetches the
 * code that can score them. What was ticked in the meantime is carried over.
 */
export function QuizIsland({ quiz, children }: { quiz: QuizInstance; children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  const early = useRef<Record<string, string[]>>({});
  const focused = useRef<{ name: string; value: string } | null>(null);
  const [Quiz, setQuiz] = useState<QuizComponent | null>(null);
  const [failed, setFailed] = useState(false);

  const load = useCallback(() => {
    import('./quiz').then(
      (loaded) => {
        early.current = readTicks(frame.current);
        focused.current = readFocus(frame.current);
        setQuiz(() => loaded.Quiz);
        setFailed(false);
      },
      () => setFailed(true),
    );
  }, []);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        load();
      },
      { rootMargin: '600px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [load]);

  useEffect(() => {
    if (!Quiz || !focused.current) return;
    const { name, value } = focused.current;
    for (const input of frame.current?.querySelectorAll('input') ?? []) {
      if (input.name === name && input.value === value) input.focus();
    }
  }, [Quiz]);

  return (
    <div ref={frame} data-ready={Quiz !== null}>
      {failed && (
        <p className={styles.failed} role="alert">
          {quizWords.loadFailed}{' '}
          <Button variant="link" onClick={load}>
            {quizWords.tryAgain}
          </Button>
        </p>
      )}
      {Quiz ? <Quiz quiz={quiz} early={early.current} /> : children}
    </div>
  );
}

/** Values ticked before the code had come, by question id. */
function readTicks(frame: HTMLElement | null): Record<string, string[]> {
  const ticks: Record<string, string[]> = {};
  for (const { name, value } of frame?.querySelectorAll<HTMLInputElement>('input:checked') ?? []) {
    const id = name.replace(/^quiz-/, '');
    ticks[id] = [...(ticks[id] ?? []), value];
  }
  return ticks;
}

function readFocus(frame: HTMLElement | null): { name: string; value: string } | null {
  const active = document.activeElement;
  if (!(active instanceof HTMLInputElement) || !frame?.contains(active)) return null;
  return { name: active.name, value: active.value };
}
