import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addHost, emptyScenario } from '@/simulation/scenario/edit-world';
import { toBase64Url } from '../permalink-code';
import { formatShare, longestCode, parseShare, shareIn } from './share-code';

const built = {
  scenario: addHost(addHost(emptyScenario('Café – Wi-Fi'), 'laptop').source, 'phone').source,
  session: '1.abc',
};

async function pack(data: unknown): Promise<string> {
  const stream = new Blob([typeof data === 'string' ? data : JSON.stringify(data)])
    .stream()
    .pipeThrough(new CompressionStream('deflate-raw'));
  return `1.${toBase64Url(new Uint8Array(await new Response(stream).arrayBuffer()))}`;
}

test('a link carries world and session there and back, in letters that an address takes', async () => {
  const code = await formatShare(built);
  expect(code).toMatch(/^1\.[\w-]+$/);
  expect(code.length).toBeLessThan(1000);
  expect(await parseShare(code)).toEqual({ ok: true, value: built });
  expect(shareIn(`#world=${code}`)).toBe(code);
});

test.each<[string, () => Promise<string>, string]>([
  ['cut short', async () => (await formatShare(built)).slice(0, -40), 'broken'],
  ['of another format', async () => '2.abc', 'other-format'],
  ['empty', async () => '', 'broken'],
  ['no base64', async () => '1.%%%', 'broken'],
  ['no JSON inside', () => pack('{'), 'broken'],
  ['endless', async () => `1.${'A'.repeat(longestCode)}`, 'too-long'],
  ['a bomb', () => pack(`"${'0'.repeat(5_000_000)}"`), 'too-long'],
  ['no world', () => pack({ scenario: { title: 'x' }, session: null }), 'invalid'],
  [
    'a crowd',
    () => {
      const hosts = Object.fromEntries(
        Array.from({ length: 41 }, (_, n) => [`h${n}`, { kind: 'phone', interfaces: {} }]),
      );
      return pack({ scenario: { ...built.scenario, hosts }, session: null });
    },
    'invalid',
  ],
])('a link that is %s is told as such', async (_, make, problem) => {
  expect(await parseShare(await make())).toMatchObject({ ok: false, problem });
});

test('says what the contract has against a world', async () => {
  const read = await parseShare(
    await pack({ scenario: { ...built.scenario, lans: 'home' }, session: null }),
  );
  expect(read).toMatchObject({
    problem: 'invalid',
    detail: '`lans` must be a list (lines that start with "- "), not "home".',
  });
});

test('no text and no change of a letter makes it throw', async () => {
  const code = await formatShare(built);
  await fc.assert(
    fc.asyncProperty(
      fc.string(),
      fc.nat(code.length - 1),
      fc.constantFrom('A', '_', '.', '%'),
      async (noise, at, letter) => {
        await parseShare(noise);
        await parseShare(`1.${noise}`);
        await parseShare(code.slice(0, at) + letter + code.slice(at + 1));
      },
    ),
    { numRuns: 60 },
  );
});
