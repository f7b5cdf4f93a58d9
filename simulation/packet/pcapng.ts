/**
 * Captures as files that Wireshark, tshark and tcpdump read: pcapng, little-endian
 * (draft-ietf-opsawg-pcapng). One block says what wrote it, one describes each interface, and one
 * holds each packet. Texts are given in UTF-8, one character a byte, as the packets are.
 */

export type CaptureInterface = { name: string; description?: string };
export type CapturedFrame = {
  /** Place of its interface in the list. */
  iface: number;
  /** Nanoseconds since 1970. */
  at: bigint;
  /** From the Ethernet header on, one character a byte. */
  bytes: string;
  comment?: string;
};
export type Capture = {
  program: string;
  comment: string;
  interfaces: readonly CaptureInterface[];
  frames: readonly CapturedFrame[];
};

const ETHERNET = 1;
const NANOSECONDS = 9;
const block = { section: 0x0a0d0d0a, iface: 1, packet: 6 } as const;
const option = { comment: 1, name: 2, description: 3, program: 4, resolution: 9 } as const;

const little = (value: number, length: number) =>
  Array.from({ length }, (_, index) => (value >>> (index * 8)) & 255);
const padded = (bytes: readonly number[]) => [
  ...bytes,
  ...Array<number>((4 - (bytes.length % 4)) % 4).fill(0),
];
const bytesOf = (text: string) => Array.from(text, (char) => char.charCodeAt(0) & 255);

function formatOption(code: number, value: readonly number[]): number[] {
  return [...little(code, 2), ...little(value.length, 2), ...padded(value)];
}

const textOption = (code: number, text: string | undefined) =>
  text === undefined || text === '' ? [] : formatOption(code, bytesOf(text));

/** Length stands at both ends, so that a file can be read backwards. */
function formatBlock(type: number, body: readonly number[], options: readonly number[]): number[] {
  const closed = options.length === 0 ? [] : [...options, 0, 0, 0, 0];
  const length = 12 + body.length + closed.length;
  return [...little(type, 4), ...little(length, 4), ...body, ...closed, ...little(length, 4)];
}

/** The whole file. */
export function formatPcapng({
  program,
  comment,
  interfaces,
  frames,
}: Capture): Uint8Array<ArrayBuffer> {
  const order = [...little(0x1a2b3c4d, 4), ...little(1, 2), ...little(0, 2)];
  const unknownLength = Array<number>(8).fill(255);
  const blocks = [
    formatBlock(
      block.section,
      [...order, ...unknownLength],
      [...textOption(option.comment, comment), ...textOption(option.program, program)],
    ),
    ...interfaces.map(({ name, description }) =>
      formatBlock(
        block.iface,
        [...little(ETHERNET, 2), 0, 0, ...little(0, 4)],
        [
          ...textOption(option.name, name),
          ...textOption(option.description, description),
          ...formatOption(option.resolution, [NANOSECONDS]),
        ],
      ),
    ),
    ...frames.map(({ iface, at, bytes, comment: said }) => {
      const data = bytesOf(bytes);
      const [high, low] = [Number(at >> 32n), Number(at & 0xffffffffn)];
      const head = [iface, high, low, data.length, data.length];
      return formatBlock(
        block.packet,
        [...head.flatMap((value) => little(value, 4)), ...padded(data)],
        textOption(option.comment, said),
      );
    }),
  ];
  const file = new Uint8Array(blocks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const one of blocks) {
    file.set(one, at);
    at += one.length;
  }
  return file;
}
