'use client';

import { createContext, use } from 'react';
import type { Told } from '@/content/messages/sandbox-findings';
import type { Finding, FindingPath } from '@/contract/sandbox';
import type { ScenarioSource } from '@/contract/scenario';

export type ToldFinding = Told & { finding: Finding };

export type BuilderValue = {
  source: ScenarioSource;
  /** One step of undo; `said` is spoken. */
  edit: (next: ScenarioSource, said?: string) => void;
  findings: readonly ToldFinding[];
};

export const BuilderContext = createContext<BuilderValue | null>(null);

export function useBuilder(): BuilderValue {
  const value = use(BuilderContext);
  if (value === null) throw new Error('This part of the builder stands outside of a builder.');
  return value;
}

const keyOf = (path: FindingPath) => path.map((key) => encodeURIComponent(String(key))).join('.');

/** Id of the field for a value of the scenario. */
export const fieldId = (path: FindingPath) => `sandbox-${keyOf(path)}`;

/** What is said of the value at `path` itself. */
export function findingsAt(findings: readonly ToldFinding[], path: FindingPath): ToldFinding[] {
  const key = keyOf(path);
  return findings.filter(({ finding }) => keyOf(finding.path) === key);
}

/** Moves the focus to the field of `path`, or of the nearest place above it that has one. */
export function focusField(path: FindingPath): boolean {
  for (let length = path.length; length > 0; length -= 1) {
    const field = document.getElementById(fieldId(path.slice(0, length)));
    if (field === null) continue;
    for (let fold = field.closest('details'); fold; ) {
      fold.open = true;
      fold = fold.parentElement?.closest('details') ?? null;
    }
    field.focus({ preventScroll: true });
    field.scrollIntoView({ block: 'center' });
    return true;
  }
  return false;
}
