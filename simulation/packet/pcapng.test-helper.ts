/** Reads pcapng again, by the format's description and not by what wrote it. */
export type ReadCapture = {
  comments: string[];
  interfaces: { name: string; link: number; resolution: number }[];
  frames: { iface: number; at: bigint; bytes: string; comment: string | null }[];
};

/** Throws where a block does not hold what its type must hold. */
export function readPcapng(file: Uint8Array): ReadCapture {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const read: ReadCapture = { comments: [], interfaces: [], frames: [] };
  const u16 = (at: number) => view.getUint16(at, true);
  const u32 = (at: number) => view.getUint32(at, true);
  for (let at = 0; at < file.length; ) {
    const [type, length] = [u32(at), u32(at + 4)];
    if (length % 4 !== 0 || length < 12) throw new Error(`block at ${at} has length ${length}`);
    if (u32(at + length - 4) !== length) throw new Error(`block at ${at} has two lengths`);
    const end = at + length - 4;
    const options = (from: number) => {
      const found = new Map<number, Uint8Array>();
      for (let here = from; here < end; ) {
        const [code, size] = [u16(here), u16(here + 2)];
        if (code === 0) break;
        found.set(code, file.subarray(here + 4, here + 4 + size));
        here += 4 + Math.ceil(size / 4) * 4;
      }
      return found;
    };
    const text = (bytes: Uint8Array | undefined) =>
      bytes === undefined ? null : new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (at === 0 && type !== 0x0a0d0d0a) throw new Error('no section header at the beginning');
    if (type === 0x0a0d0d0a) {
      if (u32(at + 8) !== 0x1a2b3c4d) throw new Error('wrong byte order');
      read.comments.push(text(options(at + 24).get(1)) ?? '');
    } else if (type === 1) {
      const found = options(at + 16);
      const resolution = found.get(9)?.[0] ?? 6;
      read.interfaces.push({ name: text(found.get(2)) ?? '', link: u16(at + 8), resolution });
    } else if (type === 6) {
      const [iface, kept, whole] = [u32(at + 8), u32(at + 20), u32(at + 24)];
      if (iface >= read.interfaces.length) throw new Error(`no interface ${iface} before ${at}`);
      if (kept !== whole) throw new Error('a packet is cut');
      const bytes = String.fromCharCode(...file.subarray(at + 28, at + 28 + kept));
      const comment = text(options(at + 28 + Math.ceil(kept / 4) * 4).get(1));
      const stamp = (BigInt(u32(at + 12)) << 32n) | BigInt(u32(at + 16));
      read.frames.push({ iface, at: stamp, bytes, comment });
    } else throw new Error(`block of type ${type}`);
    at += length;
  }
  return read;
}
