/** Words of the box that says how to embed a bench or a widget. */
export const embedWords = {
  bench: 'Try it out',
  title: 'Put this on a page of yours',
  about:
    'Copy this into the HTML of your page. It works without an account, and nothing is kept of your readers.',
  theme: 'Theme',
  themes: { system: 'as the reader’s system', light: 'light', dark: 'dark' },
  height: 'Height in pixels',
  code: 'the embedding code',
  origins:
    'Which pages may show it in a frame is up to whoever runs this copy of Portside (EMBED_ORIGINS). Without that setting only this site itself may.',
} as const;
