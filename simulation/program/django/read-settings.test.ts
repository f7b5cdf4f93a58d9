import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readSettings } from './read-settings';
import { formatSettingsError } from './traceback';

const scenario = parse(
  readFileSync('content/lessons/which-address/scenarios/which-address.yaml', 'utf8'),
);
const original: string = scenario.hosts.laptop.files['/home/you/shop/shop/settings.py'];

function settingsWith(line: string): ReturnType<typeof readSettings> {
  return readSettings(original.replace('ALLOWED_HOSTS = []', line));
}

describe('readSettings', () => {
  test('a fresh project gives debug, no hosts, six apps and a database', () => {
    const reading = readSettings(original);
    expect(reading).toMatchObject({
      ok: true,
      settings: { debug: true, allowedHosts: [], hasDatabase: true },
    });
    expect(reading.ok && reading.settings.installedApps).toHaveLength(6);
  });

  test.each([
    [
      'ALLOWED_HOSTS = ["192.168.1.20", "localhost", "127.0.0.1"]',
      ['192.168.1.20', 'localhost', '127.0.0.1'],
    ],
    ["ALLOWED_HOSTS = ['*']", ['*']],
    ['ALLOWED_HOSTS = ("a", "b",)', ['a', 'b']],
    ['ALLOWED_HOSTS = [\n  "a", # one\n  "b",\n]', ['a', 'b']],
    ['ALLOWED_HOSTS = ["192.168.1.20" "localhost"]', ['192.168.1.20localhost']],
    ['ALLOWED_HOSTS = []\nALLOWED_HOSTS += ["a"]', ['a']],
    ['HOST = "a"\nALLOWED_HOSTS = [HOST]', ['a']],
    ['ALLOWED_HOSTS: list[str] = ["a"]', ['a']],
    ['ALLOWED_HOSTS = ["a"]; X = 1', ['a']],
    ['ALLOWED_HOSTS = ["a"] if DEBUG else []', ['a']],
    ['ALLOWED_HOSTS: ["a"]', []],
  ])('%s', (line, hosts) => {
    const reading = settingsWith(line);
    expect(reading).toMatchObject({ ok: true, settings: { allowedHosts: hosts } });
  });

  test('a hosts setting that is no list is refused by Django', () => {
    for (const line of ['ALLOWED_HOSTS = "a"', 'ALLOWED_HOSTS = {"a"}', 'ALLOWED_HOSTS = None']) {
      expect(settingsWith(line)).toEqual({
        ok: false,
        kind: 'django',
        message: 'The ALLOWED_HOSTS setting must be a list or a tuple.',
      });
    }
  });

  /** What CPython 3.11 printed for the same lines; see the captures. */
  const captured: { note?: string; terminal?: string }[] = JSON.parse(
    readFileSync('simulation/shell/fixtures/network/django.json', 'utf8'),
  ).captures;
  const wrong: Record<string, string> = {
    unquoted: 'ALLOWED_HOSTS = [192.168.1.20]',
    'unclosed quote': 'ALLOWED_HOSTS = ["192.168.1.20]',
    unclosed: 'ALLOWED_HOSTS = ["192.168.1.20"',
    'bare name': 'ALLOWED_HOSTS = [localhost]',
    indent: ' ALLOWED_HOSTS = []',
    star: 'ALLOWED_HOSTS = [*]',
    extra: 'ALLOWED_HOSTS = []]',
    none: 'ALLOWED_HOSTS =',
    'curly quotes': 'ALLOWED_HOSTS = [“192.168.1.20”]',
    mismatch: 'ALLOWED_HOSTS = ["a")',
    'two quoted': 'ALLOWED_HOSTS = ["a", b"]',
    eqeq: 'ALLOWED_HOSTS == []',
    ipfour: 'ALLOWED_HOSTS = 192.168.1.20',
    letters: 'ALLOWED_HOSTS = [localhost, phone.local]',
    words: 'ALLOWED HOSTS = []',
    portnum: 'ALLOWED_HOSTS = [192.168.1.20:8000]',
  };
  test.each(Object.entries(wrong))('%s: as CPython says it', (note, line) => {
    const capture = captured.find((one) => one.note === note)?.terminal ?? '';
    const end = capture.slice(capture.indexOf('  File "/home/you/shop/shop/settings.py"'));
    const reading = settingsWith(line);
    if (reading.ok || reading.kind !== 'python') throw new Error('no error was found');
    const text = formatSettingsError(
      '/home/you/shop/shop/settings.py',
      reading.error,
      reading.code,
    );
    expect(text).toBe(end.replaceAll('line 28', `line ${reading.error.line}`));
  });

  test('a name in the wrong case is guessed', () => {
    const reading = readSettings('DEBUG = true\n');
    if (reading.ok || reading.kind !== 'python') throw new Error('no error was found');
    expect(formatSettingsError('s.py', reading.error, reading.code)).toBe(
      '  File "s.py", line 1, in <module>\n    DEBUG = true\n            ^^^^\n' +
        "NameError: name 'true' is not defined. Did you mean: 'True'?\n",
    );
  });

  test('any text at all gives settings or an error with a line that exists', () => {
    const pieces = fc.constantFrom(
      ...['ALLOWED_HOSTS', ' = ', '[', ']', '(', ')', '"', "'", '"""', '\n', ' ', ',', 'a', '1'],
      ...['{', '}', ':', '#', '\\', 'if ', 'not ', 'lambda', '.', '=', '+', '*', 'for', 'é', '“'],
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (source) => {
        const reading = readSettings(source);
        if (reading.ok || reading.kind !== 'python') return;
        expect(reading.error.line).toBeGreaterThan(0);
        expect(reading.error.line).toBeLessThanOrEqual(source.split('\n').length + 1);
      }),
      { numRuns: 2000 },
    );
  });
});
