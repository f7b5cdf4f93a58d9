export const embedThemes = ['system', 'light', 'dark'] as const;
export type EmbedTheme = (typeof embedThemes)[number];

const escape = (text: string) => text.replace(/[&<>"]/g, (char) => `&#${char.codePointAt(0)};`);

/** The HTML that shows an embedded page: `height` in CSS pixels, 300 to 2000 whatever is given. */
export function formatEmbedCode({
  origin,
  id,
  title,
  theme,
  height,
}: {
  origin: string;
  id: string;
  title: string;
  theme: EmbedTheme;
  height: number;
}): string {
  const query = theme === 'system' ? '' : `?theme=${theme}`;
  const tall = Math.round(Math.min(2000, Math.max(300, height || 300)));
  const source = `${origin}/embed/${encodeURIComponent(id)}${query}`;
  return [
    `<iframe src="${escape(source)}"`,
    `  title="${escape(title)}" width="100%" height="${tall}"`,
    '  style="border: 0" loading="lazy" allow="clipboard-write"></iframe>',
  ].join('\n');
}
