import { expect, test } from 'vitest';
import { formatEmbedCode } from './format-embed-code';

const plain = {
  origin: 'https://portside.example',
  id: 'which-address',
  title: 'A phone',
  theme: 'system',
  height: 700,
} as const;

test('a frame with a title, a height and the theme that was chosen', () => {
  expect(formatEmbedCode(plain)).toBe(
    [
      '<iframe src="https://portside.example/embed/which-address"',
      '  title="A phone" width="100%" height="700"',
      '  style="border: 0" loading="lazy" allow="clipboard-write"></iframe>',
    ].join('\n'),
  );
  expect(formatEmbedCode({ ...plain, theme: 'dark' })).toContain('/which-address?theme=dark"');
});

test('a title cannot end its attribute, and a height stays sensible', () => {
  const code = formatEmbedCode({ ...plain, title: '"><script>', height: Number.NaN });
  expect(code).toContain('title="&#34;&#62;&#60;script&#62;"');
  expect(code).toContain('height="300"');
  expect(formatEmbedCode({ ...plain, height: 1e9 })).toContain('height="2000"');
});
