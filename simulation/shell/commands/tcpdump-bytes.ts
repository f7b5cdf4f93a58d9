/** Bytes of a packet as tcpdump shows them. */

const isPrintable = (code: number) => code > 31 && code < 127;

/** `-A`: what is no letter shows as a dot; lines and tabs stay. */
export function formatAscii(bytes: string): string {
  return [...bytes]
    .map((char) => {
      const code = char.charCodeAt(0);
      if (char === '\r') return '';
      return isPrintable(code) || char === '\n' || char === '\t' ? char : '.';
    })
    .join('');
}

/** `-X`: sixteen bytes a line, in hexadecimal and as letters. */
export function formatHex(bytes: string): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const part = bytes.slice(at, at + 16);
    const pairs: string[] = [];
    for (let two = 0; two < part.length; two += 2) {
      const codes = [...part.slice(two, two + 2)].map((char) => char.charCodeAt(0));
      pairs.push(codes.map((code) => code.toString(16).padStart(2, '0')).join(''));
    }
    const letters = [...part].map((char) => {
      const code = char.charCodeAt(0);
      return code > 32 && code < 127 ? char : '.';
    });
    const offset = at.toString(16).padStart(4, '0');
    lines.push(`\t0x${offset}:  ${pairs.join(' ').padEnd(39)}  ${letters.join('')}\n`);
  }
  return lines.join('');
}
