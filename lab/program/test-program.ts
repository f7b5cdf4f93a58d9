/** Runs a program's tests where it is installed; elsewhere the skipped name says which package brings it. */
import { readlinkSync } from 'node:fs';
import { afterAll, describe, expect } from 'vitest';
import type { Conversation, ServiceId } from '@/contract/lab-service';
import {
  openLearner,
  processesUnder,
  startTestLab,
  type TestProcess,
  whyNotHere,
} from '../test-lab';
import { packageOf, surveyPrograms } from './find-programs';

type Learner = Awaited<ReturnType<typeof openLearner>>;

const tier = await whyNotHere('netns');
const survey = surveyPrograms();

/** A program runs in a table of processes of its own, under what labd started for it. */
export const programsOf = (all: readonly TestProcess[]) =>
  all.filter(({ command }) => command.includes('--mount-proc') && command.includes('--map-user'));

const mountTables = () =>
  new Set(
    processesUnder(process.pid).flatMap(({ pid }) => {
      try {
        return readlinkSync(`/proc/${pid}/ns/mnt`);
      } catch {
        return [];
      }
    }),
  ).size;

/** What the page shows of a conversation, with every byte of every turn in its place. */
export function explained(conversation: Conversation | undefined) {
  const turns = conversation?.turns ?? [];
  expect(turns.length).toBeGreaterThan(0);
  for (const { bytes, total, fields } of turns) {
    expect(bytes).toHaveLength(total);
    expect(fields.length).toBeGreaterThan(0);
    expect(fields.every(({ at, length }) => at + length <= total)).toBe(true);
  }
  return turns.flatMap(({ fields }) => fields.map(({ name }) => name));
}

export const said = (conversation: Conversation | undefined) =>
  (conversation?.turns ?? []).map(({ bytes }) => bytes).join('');

/** @param id of a row of the catalogue; no other program may run. */
export function withProgram(
  id: string,
  tests: (
    /** Starts the program in a sandbox of its own. */
    running: () => Promise<Learner>,
    /** Stops it and looks for anything that is left. */
    gone: (me: Learner) => Promise<void>,
    name: string,
  ) => void,
) {
  const entry = survey.find(({ row }) => row.id === id);
  if (!entry) throw new Error(`there is no program called ${id}`);
  const service: ServiceId = entry.row.service;
  const packages = entry.missing.map(packageOf).join(', ');
  const why = packages ? `not installed: Debian's ${packages}` : tier;
  const name = entry.found?.name ?? '';

  async function running(lab: ReturnType<typeof startTestLab>) {
    const me = await openLearner(lab);
    const started = await me.start(service, 'everywhere', 'program');
    expect(started).toMatchObject({
      ok: true,
      running: { service, runAs: 'program', answers: name },
    });
    const { rows } = await me.sockets();
    for (const { state, owners } of rows) {
      if (state === 'LISTEN') expect(owners).toMatchObject([{ pid: expect.any(Number) }]);
    }
    return me;
  }

  async function gone(me: Learner) {
    const before = mountTables();
    expect(programsOf(processesUnder(process.pid))).not.toEqual([]);
    expect(await me.stop(service)).toBe(true);
    expect(programsOf(processesUnder(process.pid))).toEqual([]);
    expect(mountTables()).toBeLessThan(before);
    const { rows } = await me.sockets();
    expect(rows.filter(({ state }) => state === 'LISTEN')).toEqual([]);
  }

  describe.skipIf(why)(`${id}${why ? ` (skipped: ${why})` : ''}`, () => {
    const lab = startTestLab('netns', {}, id);
    afterAll(() => lab.stop());
    tests(() => running(lab), gone, name);
  });
}
