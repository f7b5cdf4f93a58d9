import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lessons, pages } from './support/pages';
import { expect, test } from './support/test';

test('every page carries a policy without unsafe scripts', async ({ request }) => {
  for (const path of pages) {
    const response = await request.get(path);
    const policy = response.headers()['content-security-policy'] ?? '';
    expect(policy, path).toContain("default-src 'self'");
    const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? '';
    expect(scripts, path).toContain("'sha256-");
    expect(scripts, path).not.toMatch(/unsafe|\*|https?:|data:/);
    expect(response.headers()['x-content-type-options']).toBe('nosniff');
    expect(response.headers()['x-powered-by']).toBeUndefined();
  }
});

test('an answer given before a page is looked for has the headers of every other', async ({
  request,
}) => {
  const usual = (await request.get('/api/health')).headers();
  const early = await request.get('/%E0%A4%A');
  expect(early.status()).toBe(400);
  const names = [
    'x-content-type-options',
    'referrer-policy',
    'cross-origin-opener-policy',
    'cross-origin-resource-policy',
    'permissions-policy',
    'cache-control',
  ];
  for (const name of names) {
    expect(usual[name], name).toBeTruthy();
    expect(early.headers()[name], name).toBe(usual[name]);
  }
  const policy = early.headers()['content-security-policy'] ?? '';
  expect(policy.split('; ')).toContain("script-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
});

test('no evaluator reaches the browser', () => {
  const folder = '.next/static/chunks';
  const evaluators = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .filter((name) => /new Function\(|[^.\w]eval\(/.test(readFileSync(join(folder, name), 'utf8')));
  expect(evaluators).toEqual([]);
});

test('explanations and keys of the quizzes are in no file a browser can fetch', async ({
  request,
}) => {
  const bundles = readdirSync('.next/static', { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(js|map|json|txt)$/.test(name))
    .map((name) => readFileSync(join('.next/static', name), 'utf8'))
    .join('\n');
  for (const slug of lessons) {
    const source = readFileSync(`content/lessons/${slug}/quiz.yaml`, 'utf8');
    const explanations = [...source.matchAll(/why: *["']?([^"'\n>|]{30,})/g)].map(([, text]) =>
      String(text).trim().slice(0, 40),
    );
    expect(explanations.length, `${slug} has explanations`).toBeGreaterThan(10);
    const html = await (await request.get(`/lessons/${slug}`)).text();
    const payload = await (await request.get(`/lessons/${slug}`, { headers: { RSC: '1' } })).text();
    for (const explanation of explanations) {
      for (const [place, text] of Object.entries({ html, payload, bundles })) {
        expect(text.includes(explanation), `${place} of ${slug} gives away "${explanation}"`).toBe(
          false,
        );
      }
    }
  }
});
