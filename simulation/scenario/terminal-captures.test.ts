/**
 * Every line of fixtures/terminal, typed again in the same network at 80 and at 120 columns and
 * compared with what the real program of Debian 12 showed, character by character.
 */
import { describe, expect, test } from 'vitest';
import { loadCaptureFiles, replaySession } from './terminal-captures.test-helper';
import { tidyTerminal } from './terminal-captures.tidy.test-helper';

describe.each(loadCaptureFiles())('$name', (file) => {
  describe.each([80, 120])('at %i columns', (columns) => {
    test.each(file.sessions)('$about', (session) => {
      const replayed = replaySession(file, session, columns);
      for (const [index, step] of session.steps.entries()) {
        const here = replayed[index];
        if (!here || step.differs !== undefined) continue;
        const real = (columns === 120 ? step.wide : undefined) ?? step.shown ?? '';
        const name = `${columns} ${step.at}$ ${step.line ?? step.key ?? ''}`;
        expect
          .soft({ name, shown: tidyTerminal(here.shown), status: here.status })
          .toEqual({ name, shown: tidyTerminal(real), status: step.status });
      }
    });
  });
});
