/** Explains MySQL's packets: length, number, content (MySQL's manual, "Client/Server Protocol"). Pure. */
import type { WireField } from '@/contract/lab-service';
import { field } from '../fields';
import type { Turn } from '../service';

const commands: Record<number, [name: string, meaning: string]> = {
  1: ['quit', 'goodbye'],
  2: ['use', 'change to this database'],
  3: ['query', 'a statement of SQL'],
  14: ['ping', 'are you there?'],
};

const show = (bytes: Uint8Array) =>
  Buffer.from(bytes)
    .toString('utf8')
    .replace(/[\p{Cc}\ufffd]+/gu, ' ')
    .trim()
    .slice(0, 200);

/** The client's half of the greeting: capabilities, then a name, proof and a database. */
function explainLogin(bytes: Uint8Array, at: number, end: number): WireField[] {
  if (end - at < 33) return [field(at, end - at, 'login', 'cut off')];
  const nul = bytes.indexOf(0, at + 32);
  const stop = nul < 0 || nul >= end ? end - 1 : nul;
  const fields = [
    field(
      at,
      32,
      'capabilities',
      'what the client can do, the longest packet it takes, its character set, and blanks',
    ),
    field(at + 32, stop + 1 - at - 32, 'user', `who comes: ${show(bytes.subarray(at + 32, stop))}`),
  ];
  const size = bytes[stop + 1];
  if (stop + 1 >= end || size === undefined) return fields;
  const proof = Math.min(end, stop + 2 + size);
  fields.push(
    field(
      stop + 1,
      proof - stop - 1,
      'proof',
      size === 0
        ? 'no password'
        : 'made from the password and the server’s numbers of chance; the password itself does not travel',
    ),
  );
  if (proof < end) {
    const rest = show(bytes.subarray(proof, end));
    fields.push(
      field(proof, end - proof, 'database and method', rest === '' ? 'nothing more' : rest),
    );
  }
  return fields;
}

function explainGreeting(bytes: Uint8Array, at: number, end: number): WireField[] {
  const nul = bytes.indexOf(0, at + 1);
  if (nul < 0 || nul >= end) return [field(at, end - at, 'greeting', 'cut off')];
  const version = show(bytes.subarray(at + 1, nul));
  const fields = [
    field(at, 1, 'protocol', `version ${bytes[at]} of this language`),
    field(at + 1, nul - at, 'server version', version),
  ];
  if (end > nul + 1) {
    fields.push(
      field(
        nul + 1,
        end - nul - 1,
        'numbers of chance',
        'the number of this connection, what the server can do, and 20 bytes of chance that the proof must fit',
      ),
    );
  }
  return fields;
}

function explainError(bytes: Uint8Array, at: number, end: number): WireField[] {
  const code = (bytes[at + 1] ?? 0) + (bytes[at + 2] ?? 0) * 256;
  return [
    field(at, Math.min(3, end - at), 'error', `number ${code}`),
    ...(end > at + 3
      ? [field(at + 3, end - at - 3, 'message', show(bytes.subarray(at + 3, end)))]
      : []),
  ];
}

type Place = { from: Turn['from']; first: boolean; number: number };

function explainContent(bytes: Uint8Array, at: number, end: number, place: Place): WireField[] {
  if (end <= at) return [];
  const head = bytes[at] ?? 0;
  if (place.from === 'client') {
    if (place.number > 0) return explainLogin(bytes, at, end);
    const [name, meaning] = commands[head] ?? ['command', `command number ${head}`];
    const fields = [field(at, 1, name, meaning)];
    if (end > at + 1)
      fields.push(field(at + 1, end - at - 1, 'text', show(bytes.subarray(at + 1, end))));
    return fields;
  }
  if (head === 0xff) return explainError(bytes, at, end);
  if (place.first && place.number === 0) return explainGreeting(bytes, at, end);
  if (head === 0 && end - at >= 7)
    return [
      field(
        at,
        end - at,
        'OK',
        'done: rows changed, the new row’s number, and the state of the server',
      ),
    ];
  if (head === 0xfe && end - at < 9)
    return [field(at, end - at, 'EOF', 'this part of the answer is complete')];
  if (end - at === 1)
    return [
      field(
        at,
        1,
        'columns',
        `an answer with ${head} ${head === 1 ? 'column' : 'columns'} follows`,
      ),
    ];
  const text = show(bytes.subarray(at, end));
  const isColumn = bytes[at] === 3 && text.startsWith('def');
  return [
    field(
      at,
      end - at,
      isColumn ? 'column' : 'row',
      isColumn ? `its name and kind: ${text}` : `each value with its length before it: ${text}`,
    ),
  ];
}

export function annotateMysql(turns: readonly Turn[]): WireField[][] {
  let first = true;
  return turns.map(({ from, bytes }) => {
    const fields: WireField[] = [];
    let at = 0;
    while (at < bytes.length) {
      if (bytes.length - at < 4) {
        fields.push(field(at, bytes.length - at, 'rest', 'the beginning of a packet'));
        break;
      }
      const length = (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256 + (bytes[at + 2] ?? 0) * 65_536;
      const number = bytes[at + 3] ?? 0;
      const end = Math.min(bytes.length, at + 4 + length);
      fields.push(field(at, 3, 'length', `${length} bytes follow`));
      fields.push(field(at + 3, 1, 'number', `packet ${number} of this exchange`));
      fields.push(...explainContent(bytes, at + 4, end, { from, first, number }));
      if (from === 'server') first = false;
      at = end;
    }
    return fields;
  });
}
