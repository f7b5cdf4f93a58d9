/** MD5 (RFC 1321) over byte strings, as PostgreSQL's older passwords use it. */
const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const sines = Array.from(
  { length: 64 },
  (_, at) => Math.floor(Math.abs(Math.sin(at + 1)) * 2 ** 32) | 0,
);

function word(bytes: string, at: number): number {
  return (
    bytes.charCodeAt(at) |
    (bytes.charCodeAt(at + 1) << 8) |
    (bytes.charCodeAt(at + 2) << 16) |
    (bytes.charCodeAt(at + 3) << 24)
  );
}

function spell(value: number): string {
  return [0, 8, 16, 24].map((shift) => String.fromCharCode((value >>> shift) & 255)).join('');
}

/** The 16 bytes of the digest. */
export function md5(bytes: string): string {
  const bits = bytes.length * 8;
  const zeros = '\0'.repeat((119 - (bytes.length % 64)) % 64);
  const padded = `${bytes}\x80${zeros}${spell(bits)}${spell(Math.floor(bits / 2 ** 32))}`;
  let state: [number, number, number, number] = [
    0x67452301,
    0xefcdab89 | 0,
    0x98badcfe | 0,
    0x10325476,
  ];
  for (let from = 0; from < padded.length; from += 64) {
    let [a, b, c, d] = state;
    for (let round = 0; round < 64; round += 1) {
      const quarter = round >> 4;
      const [mixed, place] =
        quarter === 0
          ? [(b & c) | (~b & d), round]
          : quarter === 1
            ? [(d & b) | (~d & c), (5 * round + 1) % 16]
            : quarter === 2
              ? [b ^ c ^ d, (3 * round + 5) % 16]
              : [c ^ (b | ~d), (7 * round) % 16];
      const sum = (a + mixed + (sines[round] ?? 0) + word(padded, from + place * 4)) | 0;
      const by = shifts[quarter * 4 + (round % 4)] ?? 0;
      [a, d, c, b] = [d, c, b, (b + ((sum << by) | (sum >>> (32 - by)))) | 0];
    }
    state = [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0];
  }
  return state.map(spell).join('');
}

/** Bytes as hexadecimal digits. */
export function formatHex(bytes: string): string {
  return [...bytes].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}
