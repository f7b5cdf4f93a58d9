import { readFile } from 'node:fs/promises';

export const dynamic = 'force-static';

// Each path stands in its own call, so that the build traces these three files and no more.
const texts = [
  { title: 'Portside', read: () => readFile('LICENSE', 'utf8') },
  {
    title: 'Inter (typeface)',
    read: () => readFile('node_modules/@fontsource-variable/inter/LICENSE', 'utf8'),
  },
  {
    title: 'JetBrains Mono (typeface)',
    read: () => readFile('node_modules/@fontsource-variable/jetbrains-mono/LICENSE', 'utf8'),
  },
];

/** The licence of the site, and of the typefaces it hands out (their licence asks for that). */
export async function GET() {
  const parts = texts.map(async ({ title, read }) => {
    return `${title}\n${'='.repeat(title.length)}\n\n${(await read()).trim()}\n`;
  });
  return new Response((await Promise.all(parts)).join('\n\n'), {
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
}
