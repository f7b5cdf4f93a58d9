import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { formatCoverage } from './format-coverage';
import { leftOut, titles } from './rules';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('docs/rfc-coverage.md', () => {
  it('says what the source says (npm run docs:rfc writes it anew)', () => {
    expect(readFileSync(`${root}docs/rfc-coverage.md`, 'utf8')).toBe(formatCoverage(root));
  });

  it('has a title for every RFC that is named', () => {
    const named = [...formatCoverage(root).matchAll(/^\| (\d+) \| (.*?) \|/gm)];
    expect(named.filter(([, , title]) => title === '').map(([, rfc]) => rfc)).toEqual([]);
    expect(Object.keys(leftOut).filter((rfc) => !(Number(rfc) in titles))).toEqual([]);
  });
});
