import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addHost, emptyScenario, setQuality } from '@/simulation/scenario/edit-world';
import { formatSandboxFile, parseSandboxFile } from './sandbox-file';

const built = setQuality(addHost(emptyScenario('Mine'), 'router').source, 'home', { loss: 3 });
const problem = async (text: string) => {
  const read = await parseSandboxFile(text);
  if (read.ok) throw new Error('that was read');
  return [read.reason, ...read.details];
};

describe('a file', () => {
  test.each(['yaml', 'json'] as const)('as %s is read back as it was', async (as) => {
    const text = await formatSandboxFile(built, as);
    expect(await parseSandboxFile(text)).toEqual({ ok: true, scenario: built });
  });

  test('says only what is not understood by itself', async () => {
    expect(await formatSandboxFile(built, 'yaml')).not.toMatch(/hints|sysctl|browser|terminals/);
  });

  const folder = 'content/lessons/which-address/scenarios';
  test.each(readdirSync(folder))('of a lesson is read, too: %s', async (name) => {
    const read = await parseSandboxFile(readFileSync(join(folder, name), 'utf8'));
    expect(read).toMatchObject({ ok: true });
  });

  test.each<[string, string, (string | RegExp)[]]>([
    ['empty', ' \n', ['empty']],
    ['a picture', '\u0089PNG\r\n\u0000', ['no-scenario', /must be a group of keys/]],
    ['broken YAML', 'id: x\n  hosts: [', ['no-yaml', /^Line 1: Nested/]],
    ['some other text', 'Dear reader, hello.', ['no-scenario', /must be a group of keys/]],
    ['huge', 'x'.repeat(1_000_001), ['too-large']],
  ])('that is %s is told as such', async (_, text, expected) => {
    const told = await problem(text);
    expect(told[0]).toBe(expected[0]);
    if (expected[1]) expect(told[1]).toMatch(expected[1]);
  });

  test('that is no world says what is missing, and where', async () => {
    expect(
      await problem(
        'id: x\nversion: 1\ntitle: X\nlans: [home]\nhosts: { a: { kind: fridge, interfaces: {} } }',
      ),
    ).toEqual([
      'no-scenario',
      'hosts → a → kind: `kind` must be laptop, phone, server, router, container or device, not "fridge".',
    ]);
  });

  test('of aliases that multiply is not expanded', async () => {
    const lines = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (let n = 0; n < 8; n += 1) {
      const [from, to] = [String.fromCharCode(97 + n), String.fromCharCode(98 + n)];
      lines.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join(',')}]`);
    }
    expect((await problem(lines.join('\n')))[0]).toBe('no-yaml');
  });
});
