/** Explains a mail line by line. RFC 5322, RFC 2045. Pure and total. */
import type { WireField } from '@/contract/lab-service';
import { field, linesOf } from '../fields';

const words: Record<string, string> = {
  from: 'who wrote it, as the writer says; nobody checks it here',
  to: 'whom it is for, as the reader will see it; the envelope decides who gets it',
  cc: 'who else gets it, for all to see',
  subject: 'what it is about',
  date: 'when it was written, by the writer’s clock',
  'message-id': 'a name for this mail that no other mail has',
  'mime-version': 'the lines about the kind of content follow a standard of 1996',
  'content-type': 'what kind of content it is, and how characters become bytes',
  'content-transfer-encoding': 'how the content was made fit for lines of plain text',
  'return-path': 'written by the server: where a complaint about this mail would go',
  received: 'written by a server that took the mail over: from whom, and when',
  'x-mailer': 'the program that wrote it',
};

/** A reader of a mail’s lines that remembers whether the header is over. */
export function mailExplainer() {
  let inBody = false;
  return (at: number, length: number, text: string): WireField => {
    if (inBody) {
      const said = text === '' ? 'an empty line' : 'text of the mail';
      return field(at, length, 'text', said);
    }
    if (text === '') {
      inBody = true;
      return field(at, length, 'empty line', 'the header is over, the text begins');
    }
    if (/^[ \t]/.test(text)) return field(at, length, 'continued', 'goes on with the line before');
    const name = /^([!-9;-~]+):/.exec(text)?.[1];
    if (name === undefined) return field(at, length, 'text', 'text of the mail');
    const meaning = words[name.toLowerCase()] ?? 'a line of the header';
    return field(at, length, name, meaning);
  };
}

/** A whole mail or its beginning, `offset` bytes into a message. */
export function explainMail(bytes: Uint8Array, offset: number): WireField[] {
  const explain = mailExplainer();
  return linesOf(bytes).map(({ at, length, text }) => explain(at + offset, length, text));
}
