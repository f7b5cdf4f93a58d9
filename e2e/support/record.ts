import type { Page } from '@playwright/test';
import { expect } from './test';

/** Where the learner stands, as the lesson's own page counts it: “1 of 10”. */
export async function standsAt(page: Page, goals: string, questions: string) {
  const place = page.getByRole('region', { name: 'Where you stand' });
  await expect(place).toContainText(`${goals} goals reached`);
  await expect(place).toContainText(`${questions} questions right`);
}

/** A lesson's place on the course map, with its mark in words. */
export const onTheMap = (page: Page, title: string) =>
  page
    .getByRole('main')
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: title, exact: true }) });
