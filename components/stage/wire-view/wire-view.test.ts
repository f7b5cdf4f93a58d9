import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PacketView } from '@/contract/trace';
import { packetTurn } from './packet-turn';
import { segmentsOf, type WirePart, type WireTurnView, walkOrder } from './wire-segments';
import { hexOf, isBinary, safeText, safeWords, tokensOf } from './wire-text';

const latin = (text: string) =>
  Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
const part = (at: number, length: number, name = ''): WirePart => ({
  at,
  length,
  name,
  meaning: '',
});

describe('bytes as text', () => {
  it('shows line ends and control bytes as escapes, each on its own', () => {
    expect(safeText('+PONG\r\n')).toBe('+PONG\\r\\n');
    expect(safeText('\x00\x1b[31mred\x07\x7f')).toBe('\\x00\\x1b[31mred\\x07\\x7f');
    expect(tokensOf('a\r\nb')).toEqual([
      { text: 'a', escape: false, breaks: false },
      { text: '\\r', escape: true, breaks: false },
      { text: '\\n', escape: true, breaks: true },
      { text: 'b', escape: false, breaks: false },
    ]);
  });

  it('reads UTF-8 where it is whole, and only signs that stand where they are written', () => {
    expect(safeText(latin('grüße 雪 🙂'))).toBe('grüße 雪 🙂');
    expect(safeText(latin('ü').slice(0, 1))).toBe('\\xc3');
    // Right-to-left override, zero-width space, C1 CSI, an overlong slash.
    expect(safeText(latin('\u202e'))).toBe('\\xe2\\x80\\xae');
    expect(safeText(latin('\u200b'))).toBe('\\xe2\\x80\\x8b');
    expect(safeText('\x9b31m')).toBe('\\x9b31m');
    expect(safeText('\xc0\xaf')).toBe('\\xc0\\xaf');
  });

  it('leaves no byte that could command a terminal, whatever comes', () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(bytes, (given) => {
        const text = safeText(Array.from(given, (byte) => String.fromCharCode(byte)).join(''));
        expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 500 },
    );
  });

  it('quotes in a sentence without a sign that has no shape', () => {
    expect(safeWords('“a\x1b[0m\u202eb”, grüße')).toBe('“a\\x1b[0m\\u{202e}b”, grüße');
  });

  it('knows numbers from words', () => {
    expect(isBinary('GET / HTTP/1.1\r\n\r\n')).toBe(false);
    expect(isBinary('\x00\x00\x00\x08\x04\xd2\x16\x2f')).toBe(true);
    expect(isBinary('')).toBe(false);
    expect(hexOf('*1\r\n')).toBe('2a 31 0d 0a');
  });
});

describe('parts of a message', () => {
  it('gives every byte to the innermost part, and to none where nobody explains it', () => {
    expect(segmentsOf(10, [part(0, 8), part(2, 3)])).toEqual([
      { at: 0, length: 2, part: 0 },
      { at: 2, length: 3, part: 1 },
      { at: 5, length: 3, part: 0 },
      { at: 8, length: 2, part: null },
    ]);
  });

  it('covers all bytes once, in order, whatever the parts are', () => {
    const parts = fc.array(
      fc.record({ at: fc.integer({ min: -5, max: 60 }), length: fc.integer({ min: -5, max: 60 }) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50 }), parts, (size, given) => {
        const segments = segmentsOf(
          size,
          given.map(({ at, length }) => part(at, length)),
        );
        let at = 0;
        for (const segment of segments) {
          expect(segment.at).toBe(at);
          expect(segment.length).toBeGreaterThan(0);
          at += segment.length;
        }
        expect(at).toBe(size);
      }),
    );
  });

  it('are walked in reading order, the wider before what lies in it', () => {
    expect(walkOrder([part(4, 4), part(0, 2), part(0, 8)])).toEqual([2, 1, 0]);
  });
});

describe('a packet of the simulation', () => {
  const syn: PacketView = {
    ...{ id: 1, proto: 'tcp', flags: 'S', seq: 7, ack: 0, window: 64240, ttl: 64, data: '' },
    ...{ src: { addr: '192.168.1.20', port: 40000 }, dst: { addr: '203.0.113.80', port: 80 } },
    mss: 1460,
  };
  const link = { from: '02:42:00:00:00:01', to: '02:42:00:00:00:02' };
  const field = (turn: WireTurnView, name: string) => turn.fields.find((one) => one.name === name);

  it('has a name, a value and a sentence for every byte of its envelopes', () => {
    const turn = packetTurn(syn, link, 'SYN');
    expect(segmentsOf(turn.bytes.length, turn.fields).every((one) => one.part !== null)).toBe(true);
    expect(turn.bytes.length).toBe(14 + 20 + 24);
    expect(field(turn, 'To port')).toMatchObject({ at: 36, length: 2, value: '80' });
    expect(field(turn, 'Flags')?.meaning).toContain('let us begin');
    expect(field(turn, 'TCP checksum')).toMatchObject({ fits: true });
  });

  it('has no envelope of Ethernet where it stays inside its host', () => {
    const turn = packetTurn(syn, null, 'SYN');
    expect(turn.fields[0]?.layer?.id).toBe('ip4');
    expect(turn.bytes.length).toBe(44);
  });

  it('shows a sum that does not fit, and what it had to be', () => {
    const wrong = packetTurn({ ...syn, flipped: 23 * 8 }, link, 'SYN');
    expect(field(wrong, 'TCP checksum')?.fits).toBe(false);
    expect(field(wrong, 'TCP checksum')?.meaning).toMatch(/It had to be 0x[0-9a-f]{4}\./);
    expect(field(wrong, 'Header checksum')?.fits).toBe(true);
  });

  it('keeps the packet that a note is about apart from the note', () => {
    const { mss: _, ...about } = syn;
    const note: PacketView = {
      ...{ ...syn, id: 2, proto: 'icmp', flags: '', role: 'port-unreachable', about },
      ...{ src: syn.dst, dst: syn.src },
    };
    const layers = packetTurn(note, link, 'note').fields.map(({ layer }) => layer?.id);
    expect([...new Set(layers)]).toEqual(['ethernet', 'ip4', 'icmp', 'ip4-quoted', 'tcp-quoted']);
  });
});
