/** A conversation by hand as a terminal shows it. Bytes are escaped; colours are ours alone. Pure. */
import { tokensOf } from '@/components/stage/wire-view/wire-text';
import { talkWords } from '@/content/messages/talk';
import type { TalkPiece, TalkState } from '@/store/live-talk';
import { outcomeCard } from '../outcome-words';

const ESC = String.fromCharCode(27);
const paint = (code: number) => (text: string) => `${ESC}[${code}m${text}${ESC}[0m`;
const dim = paint(90);
const mine = paint(95);
const theirs = paint(94);
const bad = paint(91);
const good = paint(92);

/** One line on the screen for each line of bytes, its end shown; `before` leads each of them. */
function lines(bytes: string, before: string, colour: (text: string) => string): string {
  let out = '';
  let atStart = true;
  for (const { text, escape, breaks } of tokensOf(bytes)) {
    if (atStart) out += colour(before);
    atStart = breaks;
    out += (escape ? dim : colour)(text) + (breaks ? '\n' : '');
  }
  return out === '' || out.endsWith('\n') ? out : `${out}\n`;
}

function tried(piece: Extract<TalkPiece, { kind: 'tried' }>): string {
  const { result } = piece;
  const { line, word, errno, sentence, next } = outcomeCard({ kind: 'probe', at: 0, result });
  if (result.kept !== null) return `${good(talkWords.connected)} ${line}\n`;
  if (result.outcome === 'open') return `${good(word)} ${line}\n`;
  const told = `${bad(talkWords.failed(word, errno))} ${line}\n${sentence}\n`;
  return next ? `${told}${dim(next)}\n` : told;
}

function print(piece: TalkPiece): string {
  switch (piece.kind) {
    case 'tried':
      return tried(piece);
    case 'said':
      return lines(piece.bytes, '> ', mine);
    case 'heard': {
      const missing = piece.total - piece.bytes.length;
      const more = missing > 0 ? `${dim(talkWords.more(missing))}\n` : '';
      return lines(piece.bytes, '< ', theirs) + more;
    }
    case 'over':
      return `${dim(talkWords.over[piece.how])}\n`;
    case 'unsaid':
      return `${bad(piece.why)}\n`;
  }
}

/** All of it, with the prompt at its end while something can be said. */
export function talkText({ pieces, phase }: Pick<TalkState, 'pieces' | 'phase'>): string {
  const text = pieces.map(print).join('');
  return phase === 'open' ? text + mine(talkWords.prompt) : text;
}
