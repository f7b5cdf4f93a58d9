/** SHA-1 (FIPS 180-4) and HMAC (RFC 2104) over byte strings, as MariaDB's passwords and ssh's list of hosts use them. */
function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

function word32(value: number): string {
  return [24, 16, 8, 0].map((shift) => String.fromCharCode((value >>> shift) & 255)).join('');
}

const constants = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc | 0, 0xca62c1d6 | 0];

/** The 20 bytes of the digest. */
export function sha1(bytes: string): string {
  const bits = bytes.length * 8;
  const zeros = '\0'.repeat((119 - (bytes.length % 64)) % 64);
  const padded = `${bytes}\x80${zeros}${word32(Math.floor(bits / 2 ** 32))}${word32(bits)}`;
  const state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0];
  for (let from = 0; from < padded.length; from += 64) {
    const words: number[] = [];
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
    for (let round = 0; round < 80; round += 1) {
      const at = from + round * 4;
      const back = (by: number) => words[round - by] ?? 0;
      words[round] =
        round < 16
          ? (padded.charCodeAt(at) << 24) |
            (padded.charCodeAt(at + 1) << 16) |
            (padded.charCodeAt(at + 2) << 8) |
            padded.charCodeAt(at + 3)
          : rotate(back(3) ^ back(8) ^ back(14) ^ back(16), 1);
      const quarter = Math.floor(round / 20);
      const mixed =
        quarter === 0
          ? (b & c) | (~b & d)
          : quarter === 2
            ? (b & c) | (b & d) | (c & d)
            : b ^ c ^ d;
      const next = (rotate(a, 5) + mixed + e + (constants[quarter] ?? 0) + (words[round] ?? 0)) | 0;
      [e, d, c, b, a] = [d, c, rotate(b, 30), a, next];
    }
    for (const [at, value] of [a, b, c, d, e].entries()) state[at] = ((state[at] ?? 0) + value) | 0;
  }
  return state.map(word32).join('');
}

function xorWith(key: string, byte: number): string {
  return Array.from({ length: 64 }, (_, at) =>
    String.fromCharCode((key.charCodeAt(at) || 0) ^ byte),
  ).join('');
}

/** The 20 bytes of HMAC-SHA-1. */
export function hmacSha1(key: string, bytes: string): string {
  const block = key.length > 64 ? sha1(key) : key;
  return sha1(xorWith(block, 0x5c) + sha1(xorWith(block, 0x36) + bytes));
}
