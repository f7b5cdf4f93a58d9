/** A byte string as hex and text, sixteen to a line, as tcpdump -X and hexdump -C show it. Pure. */

export type ByteLine = { offset: string; hex: string; text: string };

/** `data` holds one character a byte. At most `limit` bytes are shown. */
export function byteLines(data: string, limit = 512): ByteLine[] {
  const lines: ByteLine[] = [];
  for (let start = 0; start < Math.min(data.length, limit); start += 16) {
    const part = [...data.slice(start, Math.min(start + 16, limit))];
    const hex = part.map((char) => (char.charCodeAt(0) & 0xff).toString(16).padStart(2, '0'));
    lines.push({
      offset: start.toString(16).padStart(4, '0'),
      hex: [hex.slice(0, 8).join(' '), hex.slice(8).join(' ')].filter(Boolean).join('  '),
      text: part.map((char) => (char >= ' ' && char <= '~' ? char : '.')).join(''),
    });
  }
  return lines;
}

/** The data as readable text: line ends kept, other control bytes shown as middle dots. */
export function readableText(data: string): string {
  const bytes = Uint8Array.from(data, (char) => char.charCodeAt(0) & 0xff);
  const text = new TextDecoder('utf-8').decode(bytes);
  return text.replace(/\r\n/g, '\n').replace(/[^\n\t\x20-\x7e\u00a0-\uffff]/g, '·');
}
