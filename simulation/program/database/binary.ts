/** Numbers and strings inside byte strings (one character a byte), for binary protocols. */

/** `value` in `size` bytes, the highest first. */
export function bigEndian(value: number, size: number): string {
  return [...littleEndian(value, size)].reverse().join('');
}

/** `value` in `size` bytes, the lowest first. */
export function littleEndian(value: number, size: number): string {
  let bytes = '';
  let rest = value < 0 ? value + 2 ** (8 * size) : value;
  for (let at = 0; at < size; at += 1) {
    bytes += String.fromCharCode(rest % 256);
    rest = Math.floor(rest / 256);
  }
  return bytes;
}

/** Reads on from a place; what is missing at the end reads as zero or empty, and `short` is set. */
export class ByteReader {
  short = false;
  constructor(
    readonly bytes: string,
    public at = 0,
  ) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  take(count: number): string {
    if (count < 0 || count > this.left) {
      this.short = true;
      this.at = this.bytes.length;
      return '';
    }
    const part = this.bytes.slice(this.at, this.at + count);
    this.at += count;
    return part;
  }

  bigEndian(size: number): number {
    return [...this.take(size)].reduce((sum, byte) => sum * 256 + byte.charCodeAt(0), 0);
  }

  littleEndian(size: number): number {
    return [...this.take(size)].reduceRight((sum, byte) => sum * 256 + byte.charCodeAt(0), 0);
  }

  /** The low 32 bits as a signed number. */
  signed(value: number): number {
    return value | 0;
  }

  /** Up to a zero byte, which is taken too. */
  untilZero(): string {
    const end = this.bytes.indexOf('\0', this.at);
    if (end < 0) {
      this.short = true;
      return this.take(this.left);
    }
    const part = this.bytes.slice(this.at, end);
    this.at = end + 1;
    return part;
  }
}
