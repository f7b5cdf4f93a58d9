import { expect, test } from 'vitest';
import { formatContentPolicy, parseEmbedOrigins } from './security-headers.mjs';

test('without a setting only the site itself may embed', () => {
  expect(parseEmbedOrigins(undefined)).toEqual(["'self'"]);
  expect(parseEmbedOrigins('  ')).toEqual(["'self'"]);
});

test('origins apart by blanks, or everybody', () => {
  expect(parseEmbedOrigins('https://course.example http://127.0.0.1:8080')).toEqual([
    "'self'",
    'https://course.example',
    'http://127.0.0.1:8080',
  ]);
  expect(parseEmbedOrigins('https://a.example *')).toEqual(['*']);
});

test.each(['course.example', "'unsafe'", 'https://a.example/path', 'https://a.example;script-src'])(
  'refuses %s with what to write instead',
  (word) => {
    expect(() => parseEmbedOrigins(word)).toThrow(/EMBED_ORIGINS has .*https:\/\/course\.example/);
  },
);

test('a page that nobody was named for stands in no frame', () => {
  expect(formatContentPolicy([])).toContain("frame-ancestors 'none'");
  expect(formatContentPolicy([], ["'self'", 'https://a.example'])).toContain(
    "frame-ancestors 'self' https://a.example",
  );
});
