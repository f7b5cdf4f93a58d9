/**
 * A moment of a simulated network as one SVG, for keeping and for slides: the hosts with their
 * addresses and sockets, the networks with the packets on them, and what happens in words. Text
 * stays text. Pure: it knows no page, so colours come with the call.
 */
import type { DrawnPacket } from '@/components/stage/drawn-packets';
import { standing } from '@/components/stage/packet-pill';
import { formatEndpoint, packetWord } from '@/components/stage/packet-words';
import { stateTone, stateWord } from '@/components/stage/world-reading';
import { saveWords as words } from '@/content/messages/save';
import type { HostView, SocketView, WorldView } from '@/simulation/world/view';

/** Colours by the names of site/tokens.css. */
export const paletteNames = [
  ...['paper', 'card', 'ink', 'ink-2', 'line-2', 'edge', 'brand', 'brand-bg'],
  ...['listen', 'est', 'wait', 'close', 'refuse', 'refuse-bg'],
] as const;
export type Palette = Readonly<Record<string, string>>;

export type Moment = {
  view: WorldView;
  packets: readonly DrawnPacket[];
  title: string;
  /** When, and what happens, in words. */
  time: string;
  caption: string;
};

const EDGE = 32;
const CARD = { width: 316, gap: 26, pad: 14, line: 19 } as const;
const PILL = { width: 250, height: 40, gap: 8 } as const;
const MOST_SOCKETS = 9;
const sans = 'system-ui, -apple-system, &quot;Segoe UI&quot;, sans-serif';
const mono = 'ui-monospace, &quot;SF Mono&quot;, Menlo, Consolas, monospace';

/** Characters that XML 1.0 knows, with its own signs written out. */
const escapeText = (text: string) =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');

/** As much of a text as fits; a letter of the mono face is six tenths of its size wide. */
const clip = (text: string, most: number) =>
  text.length > most ? `${text.slice(0, Math.max(1, most - 1))}…` : text;

type TextLook = { size?: number; fill: string; bold?: boolean; face?: string; anchor?: string };

function textAt(x: number, y: number, text: string, look: TextLook): string {
  const { size = 13, fill, bold = false, face = sans, anchor = 'start' } = look;
  const weight = bold ? ' font-weight="650"' : '';
  return `<text x="${x}" y="${y}" font-family="${face}" font-size="${size}" fill="${fill}"${weight} text-anchor="${anchor}">${escapeText(text)}</text>`;
}

/** Words in lines of at most so many letters. */
function wrap(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

type Line = { text: string; fill: string; bold?: boolean };

/** A row of the socket table; a connection's other end stands below it. */
function socketLines(row: SocketView, palette: Palette): Line[] {
  const state = stateWord(row);
  const tone = stateTone(state);
  const fill = (tone === 'idle' ? palette['ink-2'] : palette[tone]) ?? '';
  const owner = row.owners[0]?.program ?? '';
  const text = `${state} ${formatEndpoint(row.local)} ${owner}`.trimEnd();
  const lines: Line[] = [{ text, fill }];
  if (row.peer !== null) lines.push({ text: `\u00a0\u00a0→ ${formatEndpoint(row.peer)}`, fill });
  return lines;
}

function hostLines(host: HostView, inside: readonly DrawnPacket[], palette: Palette): Line[] {
  const quiet = palette['ink-2'] ?? '';
  const lines: Line[] = [];
  for (const { name, lan, addrs, up } of host.interfaces) {
    if (lan === null) continue;
    lines.push({ text: `${name} ${addrs.join(' ')}${up ? '' : `, ${words.down}`}`, fill: quiet });
  }
  if (host.power === 'off') lines.push({ text: words.off, fill: palette.refuse ?? '' });
  if (host.firewall.length > 0)
    lines.push({ text: words.rules(host.firewall.length), fill: palette.refuse ?? '' });
  lines.push(...host.sockets.slice(0, MOST_SOCKETS).flatMap((row) => socketLines(row, palette)));
  const left = host.sockets.length - MOST_SOCKETS;
  if (left > 0) lines.push({ text: words.more(left), fill: quiet });
  for (const drawn of inside) {
    const text = `${words.inside}: ${packetWord(drawn.packet)}, ${standing(drawn)}`;
    lines.push({ text, fill: palette.brand ?? '', bold: true });
  }
  return lines;
}

function drawPill(drawn: DrawnPacket, x: number, y: number, right: boolean, palette: Palette) {
  const { packet, phase } = drawn;
  const lost = phase === 'lost';
  const tone = (lost || packet.flags.includes('R') ? palette.refuse : palette.brand) ?? '';
  const ground = (lost ? palette['refuse-bg'] : palette['brand-bg']) ?? '';
  const sign = lost ? '✕' : right ? '▶' : '◀';
  const word = clip(`${sign} ${packetWord(packet)}`, 30);
  const ends = `${formatEndpoint(packet.src)} → ${formatEndpoint(packet.dst)}`;
  const middle = x + PILL.width / 2;
  return [
    `<g><title>${escapeText(`${packetWord(packet)}, ${ends}, ${standing(drawn)}`)}</title>`,
    `<rect x="${x}" y="${y}" width="${PILL.width}" height="${PILL.height}" rx="12" fill="${ground}" stroke="${tone}"${lost ? ' stroke-dasharray="4 3"' : ''}/>`,
    textAt(middle, y + 16, `${word}, ${standing(drawn)}`.slice(0, 44), {
      ...{ size: 12, fill: tone, bold: true, anchor: 'middle' },
    }),
    textAt(middle, y + 32, clip(ends, 40), {
      ...{ size: 10.5, fill: palette.ink ?? '', face: mono, anchor: 'middle' },
    }),
    '</g>',
  ].join('');
}

/** The picture, with its width and height in CSS pixels. */
export function worldSvg(
  { view, packets, title, time, caption }: Moment,
  palette: Palette,
): { svg: string; width: number; height: number } {
  const { hosts } = view;
  const colour = (name: string) => palette[name] ?? '';
  const width = Math.max(
    720,
    EDGE * 2 + hosts.length * CARD.width + Math.max(0, hosts.length - 1) * CARD.gap,
  );
  const parts: string[] = [];
  let y = EDGE + 12;
  for (const line of wrap(title, Math.floor((width - EDGE * 2) / 11))) {
    parts.push(textAt(EDGE, y + 6, line, { size: 21, fill: colour('ink'), bold: true }));
    y += 27;
  }
  parts.push(textAt(EDGE, y, `${words.simulated}, ${time}`, { fill: colour('ink-2') }));
  y += 22;

  const left = (index: number) => EDGE + index * (CARD.width + CARD.gap);
  const lines = hosts.map((host) =>
    hostLines(
      host,
      packets.filter((drawn) => drawn.via === 'lo' && drawn.from === host.name),
      palette,
    ),
  );
  const tall = 48 + Math.max(1, ...lines.map(({ length }) => length)) * CARD.line + CARD.pad;
  for (const [index, host] of hosts.entries()) {
    const x = left(index);
    parts.push(
      `<rect x="${x}" y="${y}" width="${CARD.width}" height="${tall}" rx="14" fill="${colour('card')}" stroke="${colour('line-2')}"/>`,
      textAt(x + CARD.pad, y + 28, host.name, { size: 16, fill: colour('ink'), bold: true }),
      textAt(x + CARD.width - CARD.pad, y + 28, host.kind, {
        ...{ size: 12, fill: colour('ink-2'), anchor: 'end' },
      }),
      ...(lines[index] ?? []).map(({ text, fill, bold = false }, row) =>
        textAt(x + CARD.pad, y + 50 + row * CARD.line, clip(text, 42), {
          ...{ size: 11.5, fill, bold, face: mono },
        }),
      ),
    );
  }

  const floor = y + tall;
  y = floor + 34;
  // Each interface has a place of its own at the lower edge of its host.
  const plugs = hosts.flatMap((host, index) =>
    host.interfaces
      .filter(({ lan }) => lan !== null)
      .map(({ lan, up }, place) => ({
        ...{ host: host.name, lan, up, x: left(index) + 36 + place * 44 },
      })),
  );
  for (const lan of view.lans) {
    const own = plugs.filter((plug) => plug.lan === lan);
    const onIt = packets.filter((drawn) => drawn.via === lan);
    const [from, to] = [Math.min(...own.map(({ x }) => x)), Math.max(...own.map(({ x }) => x))];
    if (own.length === 0) continue;
    const end = Math.max(to, from + 120);
    parts.push(
      `<line x1="${from}" y1="${y}" x2="${end}" y2="${y}" stroke="${colour('edge')}" stroke-width="3"/>`,
      ...own.map(
        ({ x, up }) =>
          `<line x1="${x}" y1="${floor}" x2="${x}" y2="${y}" stroke="${colour('edge')}" stroke-width="1.5"${up ? '' : ' stroke-dasharray="3 5"'}/><circle cx="${x}" cy="${y}" r="4" fill="${colour(up ? 'edge' : 'refuse')}"/>`,
      ),
      textAt(from + 9, y - 8, lan, { size: 12.5, fill: colour('ink-2'), bold: true }),
    );
    for (const [row, drawn] of onIt.entries()) {
      const at = (name: string | null) => own.find((plug) => plug.host === name)?.x;
      const [begin, goal] = [at(drawn.from) ?? from, at(drawn.to) ?? end];
      const middle = (begin + goal) / 2 - PILL.width / 2;
      const x = Math.max(EDGE, Math.min(width - EDGE - PILL.width, middle));
      const top = y + 10 + row * (PILL.height + PILL.gap);
      parts.push(drawPill(drawn, x, top, goal >= begin, palette));
    }
    y += 40 + onIt.length * (PILL.height + PILL.gap);
  }

  y += 8;
  for (const line of wrap(caption, Math.floor((width - EDGE * 2) / 8))) {
    parts.push(textAt(EDGE, y, line, { size: 15, fill: colour('ink') }));
    y += 22;
  }
  const height = Math.ceil(y + EDGE - 12);
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeText(title)}</title><desc>${escapeText(`${time}. ${caption}`)}</desc>`,
    `<rect width="${width}" height="${height}" fill="${colour('paper')}"/>`,
    ...parts,
    '</svg>',
  ].join('\n');
  return { svg, width, height };
}
