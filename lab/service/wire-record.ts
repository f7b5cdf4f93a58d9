/** What was said, turn by turn. Bounded: the oldest conversations and the ends of long ones go. */
import type { Conversation } from '@/contract/lab-service';
import type { Annotate, Turn } from './service';

const KEPT_CONVERSATIONS = 40;
const KEPT_TURNS = 60;
/** Bytes kept of one turn. */
const KEPT_BYTES = 4096;
/** Of one answer, as JSON writes it: beyond it go first the meanings, then the bytes. */
const TOLD_BYTES = 768 * 1024;

type Said = { at: number; from: Turn['from']; kept: Buffer; total: number };
type Kept = Omit<Conversation, 'turns'> & { service: string; born: number; turns: Said[] };

/** Writes down one conversation. */
export type Scribe = {
  say(from: Turn['from'], bytes: Uint8Array): void;
  end(how: NonNullable<Conversation['ended']>): void;
};

export type WireRecord = ReturnType<typeof createWireRecord>;

/** @param now milliseconds of any steady clock. */
export function createWireRecord(now: () => number) {
  let kept: Kept[] = [];
  let nextId = 1;

  return {
    open(
      service: string,
      about: Pick<Conversation, 'proto' | 'purpose' | 'layer' | 'client' | 'server'>,
    ): Scribe {
      const conversation: Kept = {
        ...about,
        service,
        id: nextId++,
        born: now(),
        turns: [],
        ended: null,
      };
      kept = [...kept.slice(1 - KEPT_CONVERSATIONS), conversation];
      return {
        say(from, bytes) {
          if (bytes.length === 0) return;
          const last = conversation.turns.at(-1);
          // A datagram is a message of its own; a stream's pieces are one turn until the other speaks.
          if (last?.from === from && about.proto === 'tcp') {
            const room = Math.max(0, KEPT_BYTES - last.kept.length);
            if (room > 0) last.kept = Buffer.concat([last.kept, bytes.subarray(0, room)]);
            last.total += bytes.length;
          } else if (conversation.turns.length < KEPT_TURNS) {
            const piece = Buffer.from(bytes.subarray(0, KEPT_BYTES));
            const at = Math.round((now() - conversation.born) * 1000) / 1000;
            conversation.turns.push({ at, from, kept: piece, total: bytes.length });
          }
        },
        end(how) {
          conversation.ended ??= how;
        },
      };
    },

    /** The id that the next conversation will have. */
    mark: () => nextId,

    /** A service's conversations from `mark` on, each turn with the meaning of its bytes. */
    since(mark: number, service: string, annotate: Annotate): Conversation[] {
      const wanted = kept.filter((each) => each.service === service && each.id >= mark);
      let room = TOLD_BYTES;
      const takes = (value: unknown) => {
        const size = Buffer.byteLength(JSON.stringify(value));
        if (size > room) return false;
        room -= size;
        return true;
      };
      return wanted.map(({ service: _service, born: _born, turns, ...about }) => {
        const said = turns.map(({ from, kept: bytes }) => ({ from, bytes }));
        const fields = annotate({ ...about, turns: said });
        return {
          ...about,
          turns: turns.map(({ at, from, kept, total }, index) => {
            const bytes = kept.toString('latin1');
            const told = takes(bytes);
            const meanings = fields[index] ?? [];
            return {
              at,
              from,
              bytes: told ? bytes : '',
              total,
              fields: told && takes(meanings) ? meanings : [],
            };
          }),
        };
      });
    },

    forget(service: string) {
      kept = kept.filter((each) => each.service !== service);
    },
  };
}
