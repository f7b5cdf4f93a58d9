/** Explains LDAP element by element: tag, length, value, and what it stands for. Pure and total. */
import type { WireField } from '@/contract/lab-service';
import { field, latin1 } from '../fields';
import { type Ber, numberOf, readBer, textOf } from './ber';
import { derefs, filters, operations, resultCodes, scopes, types } from './ldap-words';

/** What an element is at its place, and what stands inside it, by place or by tag. */
type Role = {
  name: string;
  say: (bytes: Uint8Array, ber: Ber) => string;
  inside?: (child: Ber, index: number) => Role;
};

const SHOWN = 80;
const quoted = (bytes: Uint8Array, ber: Ber) => {
  const text = textOf(bytes, ber).replace(/\p{Cc}/gu, '·');
  return text === '' ? 'empty' : `“${text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}”`;
};

const plain = (name: string, meaning: string): Role => ({ name, say: () => meaning });
const text = (name: string, meaning: string): Role => ({
  name,
  say: (bytes, ber) => `${meaning}: ${quoted(bytes, ber)}`,
});
const number = (name: string, say: (value: number) => string): Role => ({
  name,
  say: (bytes, ber) => say(numberOf(bytes, ber)),
});
const listed = (name: string, words: Readonly<Record<number, string>>): Role =>
  number(name, (value) => `${value}: ${words[value] ?? 'not explained here'}`);
const places = (role: Role, ...inside: Role[]): Role => ({
  ...role,
  inside: (_child, index) => inside[index] ?? rest,
});
const each = (role: Role, inside: Role): Role => ({ ...role, inside: () => inside });

const rest = plain('element', 'an element that this page does not explain');
const bytesWord = (count: number) => (count === 1 ? '1 byte' : `${count} bytes`);

const attributeName = text('attribute', 'the name of an attribute');
const value = text('value', 'a value');

function filterRole(child: Ber): Role {
  const [name, meaning] = filters[child.tag] ?? ['filter', 'a test not explained here'];
  const role = plain(name, meaning);
  if (child.tag === 0x87) return text(name, meaning);
  if (child.tag === 0xa4) {
    const parts: Readonly<Record<number, string>> = {
      128: 'begins with',
      129: 'has in it',
      130: 'ends with',
    };
    const part = (inner: Ber) => text('part', parts[inner.tag] ?? 'a part');
    return places(role, attributeName, {
      ...plain('parts', 'the parts, in order'),
      inside: part,
    });
  }
  if (child.tag >= 0xa0 && child.tag <= 0xa2) return { ...role, inside: filterRole };
  return places(role, attributeName, value);
}

const outcome: readonly Role[] = [
  listed('result code', resultCodes),
  text('matched name', 'the part of the name that exists'),
  text('words', 'the same in words, for people'),
];

const bindRequest: readonly Role[] = [
  number('version', (version) => `version ${version} of LDAP`),
  text('name', 'who I am'),
  {
    name: 'password',
    say: (bytes, ber) =>
      ber.tag === 0x80
        ? `${quoted(bytes, ber)}, readable by everybody on the way`
        : 'another way of logging in',
  },
];

const searchRequest: readonly Role[] = [
  text('base', 'where to begin'),
  listed('scope', scopes),
  listed('aliases', derefs),
  number('size limit', (limit) => (limit === 0 ? 'as many as there are' : `at most ${limit}`)),
  number('time limit', (limit) => (limit === 0 ? 'take your time' : `at most ${limit} seconds`)),
  number('names only', (only) => (only === 0 ? 'with their values' : 'names without values')),
];

const attributeWithValues = places(
  plain('attribute', 'an attribute with its values'),
  attributeName,
  each(plain('values', 'its values'), value),
);

function operationRole(op: Ber): Role {
  const [name, meaning] = operations[op.tag] ?? ['operation', 'not explained here'];
  const role = plain(name, meaning);
  switch (op.tag) {
    case 0x60:
      return places(role, ...bindRequest);
    case 0x63:
      return {
        ...role,
        inside: (child, index) =>
          searchRequest[index] ??
          (index === 6
            ? filterRole(child)
            : each(plain('attributes', 'which attributes to send; none: all'), attributeName)),
      };
    case 0x64:
      return places(
        role,
        text('name', 'the name of the entry'),
        each(plain('attributes', 'what is known of it'), attributeWithValues),
      );
    case 0x6e:
      return places(
        role,
        text('name', 'the entry'),
        places(plain('assertion', 'what is asked of it'), attributeName, value),
      );
    case 0x77:
      return places(role, text('which', 'the number of the addition'));
    case 0x42:
    case 0x50:
      return role;
  }
  return op.children && (op.tag % 2 === 1 || op.tag === 0x78)
    ? places(role, ...outcome)
    : { ...role, inside: () => rest };
}

const messageRole: Role = {
  ...plain('message', 'an LDAP message'),
  inside(child, index) {
    if (index === 0) return number('message id', (id) => `number ${id}: the answer has it, too`);
    return index === 1 ? operationRole(child) : plain('controls', 'extra wishes');
  },
};

const typeOf = ({ tag, length }: Ber) =>
  `tag ${tag.toString(16).padStart(2, '0')}${types[tag] ? ` (${types[tag]})` : ''}, ${bytesWord(length)}`;

function explain(bytes: Uint8Array, ber: Ber, role: Role, fields: WireField[]) {
  const meaning = `${role.say(bytes, ber)}. In BER: ${typeOf(ber)}`;
  const { children } = ber;
  if (!children || !role.inside) {
    fields.push(field(ber.at, ber.end - ber.at, role.name, meaning));
    return;
  }
  fields.push(field(ber.at, ber.head, role.name, meaning));
  for (const [index, child] of children.entries()) {
    explain(bytes, child, role.inside(child, index), fields);
  }
  const told = children.at(-1)?.end ?? ber.at + ber.head;
  if (told < ber.end) {
    fields.push(field(told, ber.end - told, 'rest', 'the beginning of an element'));
  }
}

/** A turn holds one message or several, the last perhaps in part. */
export function annotateLdap(bytes: Uint8Array): WireField[] {
  const fields: WireField[] = [];
  for (let at = 0; at < bytes.length; ) {
    const ber = bytes[at] === 0x30 ? readBer(bytes, at) : null;
    if (!ber) {
      const line = latin1(bytes, at, Math.min(bytes.length, at + 40)).replace(
        /[^\x20-\x7e]+/g,
        ' ',
      );
      const words =
        line.trim() === '' ? 'no message begins so' : `no message begins so: “${line.trim()}”`;
      fields.push(field(at, bytes.length - at, 'not LDAP', words));
      break;
    }
    explain(bytes, ber, messageRole, fields);
    at = ber.end;
  }
  return fields;
}
