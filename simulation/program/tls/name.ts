/** Distinguished names (X.501) in certificates, and as tools print them. */
import { decodeText, encodeText } from '../../host/bytes';
import {
  childrenOf,
  type DerNode,
  decodeObject,
  encodeDer,
  encodeObject,
  IA5,
  PRINTABLE,
  SEQUENCE,
  SET,
  UTF8,
} from './der';

export type Name = { der: string; parts: readonly { type: string; value: string }[] };

const types: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  serialNumber: '2.5.4.5',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  emailAddress: '1.2.840.113549.1.9.1',
  DC: '0.9.2342.19200300.100.1.25',
};

export function isNameType(type: string): boolean {
  return Object.hasOwn(types, type);
}

export function readName(node: DerNode): Name {
  const parts = (childrenOf(node) ?? []).flatMap((set) =>
    (childrenOf(set) ?? []).map((pair) => {
      const [type, value] = childrenOf(pair) ?? [];
      const dotted = decodeObject(type?.body ?? '');
      const short = Object.entries(types).find(([, object]) => object === dotted)?.[0];
      return { type: short ?? dotted, value: decodeText(value?.body ?? '') };
    }),
  );
  return { der: node.whole, parts };
}

/** Types are among those of `isNameType`. */
export function createName(parts: Name['parts']): Name {
  const sets = parts.map(({ type, value }) => {
    const tag = /^(C|serialNumber)$/.test(type)
      ? PRINTABLE
      : /^(emailAddress|DC)$/.test(type)
        ? IA5
        : UTF8;
    const object = encodeObject(types[type] ?? type);
    return encodeDer(SET, encodeDer(SEQUENCE, object, encodeDer(tag, encodeText(value))));
  });
  return { der: encodeDer(SEQUENCE, ...sets), parts };
}

/** `C = XX, CN = shop.example` as OpenSSL prints it. */
export function formatName({ parts }: Name): string {
  return parts
    .map(({ type, value }) => {
      const quoted = /[,+"\\<>;]|^[# ]| $/.test(value);
      return `${type} = ${quoted ? `"${value.replace(/["\\]/g, '\\$&')}"` : value}`;
    })
    .join(', ');
}

/** `C=XX; CN=shop.example` as curl prints it. */
export function formatNameShort({ parts }: Name): string {
  return parts.map(({ type, value }) => `${type}=${value}`).join('; ');
}

/** `/C=XX/CN=shop.example`, OpenSSL's old form on one line. */
export function formatNameSlashes({ parts }: Name): string {
  return parts.map(({ type, value }) => `/${type}=${value}`).join('');
}
