import { readdirSync } from 'node:fs';

/** Slugs of the lessons that are on line: those with a folder of their own. */
export const lessons = readdirSync('content/lessons', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/** Names of the widgets: a folder each. */
const widgets = readdirSync('content/widgets');

/** Every page a visitor can open, the "not found" page included. */
export const pages = [
  '/',
  '/lessons',
  ...lessons.map((slug) => `/lessons/${slug}`),
  '/sandbox',
  '/lab',
  '/explore',
  ...widgets.map((name) => `/explore/${name}`),
  '/embed/which-address',
  '/glossary',
  '/privacy',
  '/no-such-page',
];

export const themes = ['light', 'dark'] as const;

/** Opening a page that is not there is answered with 404, which Chromium notes on the console. */
export const expects404 = /status of 404/;
