import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { errors, explainErrno } from './messages/errors';
import { benchWords, goalWords, predictionWords } from './messages/interface';
import { fillOutcome, outcomes } from './messages/outcomes';

const here = import.meta.dirname;
const files = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(mdx|yaml)$|messages\/.*(?<!test)\.ts$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(here, file), 'utf8') }));

/** Prose of a lesson: no front matter, code, tables or tags. */
const prose = (mdx: string): string[] =>
  mdx
    .replace(/^---[\s\S]*?\n---/, '')
    .replace(/```[\s\S]*?```/g, '')
    .replace(/<[^>]*>/g, '')
    .split(/\n{2,}/)
    .filter((block) => !/^\s*(\||#|- |\d+\. )/.test(block))
    .map((block) => block.replace(/\s+/g, ' ').trim())
    .filter((block) => block !== '');

test.each(files)('$file belittles nobody and is spelt the British way', ({ text }) => {
  const found = text.match(
    /\b(simply|obviously|of course|trivial(ly)?|easily|as you know|basically|(?<!has |have |had )just\b(?! now))\b/gi,
  );
  expect(found).toBeNull();
  expect(text.match(/\b(color|behavior|center|favorite|canceled|catalog|gray)\b(?!:)/g)).toBeNull();
});

test.each(files.filter(({ file }) => file.endsWith('.mdx')))(
  '$file has short sentences',
  ({ text }) => {
    const long = prose(text)
      .flatMap((block) => block.split(/(?<=[.?!:;])\s+/))
      .filter((sentence) => sentence.split(' ').length > 30);
    expect(long).toEqual([]);
  },
);

describe('glossary', () => {
  type Entry = { id: string; term: string; means: string; also?: string[]; see?: string[] };
  const entries = parse(readFileSync(join(here, 'glossary.yaml'), 'utf8')) as Entry[];

  test('has the thirty words of the course, each once, and points only at its own', () => {
    const ids = entries.map(({ id }) => id);
    expect(new Set(ids).size).toBe(30);
    expect(entries.flatMap(({ see }) => see ?? []).filter((id) => !ids.includes(id))).toEqual([]);
    const spellings = entries.flatMap(({ term, also }) => [term, ...(also ?? [])]);
    expect(new Set(spellings).size).toBe(spellings.length);
  });
});

describe('messages', () => {
  test('every errno has a sentence and a next thing to try, an unknown one too', () => {
    for (const errno of [...Object.keys(errors), 'ENEW']) {
      const { means, next } = explainErrno(errno, 'bind');
      expect(means).toMatch(/^[A-Z].*\.$/);
      expect(next).toMatch(/^[A-Z].*[.?]$/);
    }
    expect(explainErrno('EACCES', 'bind').means).toContain('1024');
    expect(explainErrno('EACCES', 'open').means).not.toContain('1024');
  });

  test('every outcome says what four tools print, with address and port filled in', () => {
    for (const { prints } of Object.values(outcomes))
      for (const text of Object.values(prints))
        expect(fillOutcome(text, { addr: '192.168.1.20', port: 8000 })).not.toMatch(/[{}]/);
  });

  test('words with numbers in them agree with the number', () => {
    expect(goalWords.progress(1, 1)).toBe('1 of 1 goal reached');
    expect(goalWords.progress(0, 2)).toBe('0 of 2 goals reached');
    expect(benchWords.stepOf(3, 11)).toBe('Step 3 of 11');
    expect(predictionWords.kept('Refused')).toBe('You said: Refused');
  });
});
