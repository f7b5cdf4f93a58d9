import { normalizeAddress, parseAddress6 } from '../../packet/address';
import { packNumber, unpackNumber } from './bytes';

/** An address of 4 or 16 bytes as OpenSSL prints it; anything else as `<invalid>`. */
export function formatAddressBytes(bytes: string): string {
  if (bytes.length === 4) return [...bytes].map((byte) => byte.charCodeAt(0)).join('.');
  if (bytes.length !== 16) return '<invalid>';
  const groups = Array.from({ length: 8 }, (_, at) => unpackNumber(bytes, at * 2, 2));
  return groups.map((group) => group.toString(16).toUpperCase()).join(':');
}

/** The bytes of an address as text, or null. */
export function packAddress(text: string): string | null {
  const groups = parseAddress6(text);
  if (groups) return groups.map((group) => packNumber(group, 2)).join('');
  const addr = normalizeAddress(text);
  return addr === null
    ? null
    : addr
        .split('.')
        .map((part) => packNumber(Number(part), 1))
        .join('');
}
