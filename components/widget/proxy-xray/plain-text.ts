const escapes = /\u001b\[[0-9;]*m/g;

/** A terminal's text without colours and carriage returns. */
export function plainText(text: string): string {
  return text.replace(escapes, '').replaceAll('\r', '');
}
