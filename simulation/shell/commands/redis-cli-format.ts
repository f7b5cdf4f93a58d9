/** Replies as redis-cli shows them: for people on a terminal, raw for other programs (redis-cli.c). */
import type { RedisReply } from '../../program/redis/resp';

/** A quoted string (sdscatrepr). */
function formatRepr(bytes: string): string {
  let text = '"';
  for (const byte of bytes) {
    const code = byte.charCodeAt(0);
    const escaped = {
      '"': '\\"',
      '\\': '\\\\',
      '\n': '\\n',
      '\r': '\\r',
      '\t': '\\t',
      '\x07': '\\a',
      '\b': '\\b',
    }[byte];
    if (escaped !== undefined) text += escaped;
    else if (code < 0x20 || code > 0x7e) text += `\\x${code.toString(16).padStart(2, '0')}`;
    else text += byte;
  }
  return `${text}"`;
}

/** Ends with a newline; `prefix` stands before the second and later items of an array. */
export function formatForPeople(reply: RedisReply, prefix = ''): string {
  switch (reply.kind) {
    case 'simple':
      return `${reply.text}\n`;
    case 'error':
      return `(error) ${reply.text}\n`;
    case 'integer':
      return `(integer) ${reply.value}\n`;
    case 'bulk':
      return `${formatRepr(reply.bytes)}\n`;
    case 'nil':
      return '(nil)\n';
    case 'array': {
      if (reply.items.length === 0) return '(empty array)\n';
      const digits = String(reply.items.length).length;
      const inner = `${prefix}${' '.repeat(digits + 2)}`;
      return reply.items
        .map((item, at) => {
          const head = `${String(at + 1).padStart(digits)}) `;
          return `${at === 0 ? '' : prefix}${head}${formatForPeople(item, inner)}`;
        })
        .join('');
    }
  }
}

/** Without a newline at the end. */
export function formatRaw(reply: RedisReply): string {
  switch (reply.kind) {
    case 'simple':
      return reply.text;
    case 'error':
      return `${reply.text}\n`;
    case 'integer':
      return String(reply.value);
    case 'bulk':
      return reply.bytes;
    case 'nil':
      return '';
    case 'array':
      return reply.items.map(formatRaw).join('\n');
  }
}
