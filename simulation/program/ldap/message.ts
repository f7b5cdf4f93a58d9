/** LDAP messages (RFC 4511): requests and responses as values, to and from BER. */
import { decodeAll, decodeInteger, type Element, encode, encodeInteger, TAG } from './ber';
import { decodeFilter, encodeFilter, type Filter } from './filter';
import type { Attribute } from './ldif';

export type Scope = 'base' | 'one' | 'sub' | 'children';
const scopes: readonly Scope[] = ['base', 'one', 'sub', 'children'];

export type SearchRequest = {
  op: 'search';
  base: string;
  scope: Scope;
  sizeLimit: number;
  typesOnly: boolean;
  filter: Filter;
  attributes: string[];
};
export type Request =
  | { op: 'bind'; version: number; dn: string; password: string }
  | { op: 'unbind' }
  | SearchRequest
  | { op: 'extended'; oid: string }
  /** A request of another kind (by its tag), or a bind by SASL. */
  | { op: 'other'; tag: number };

export type LdapResult = { code: number; matched: string; text: string };
export type Response =
  | ({ op: 'bind-result' | 'search-done' | 'extended-result' } & LdapResult & { value?: string })
  | { op: 'entry'; dn: string; attributes: readonly Attribute[] }
  | { op: 'other'; tag: number };

const text = (value: string) => encode(TAG.octets, value);

function wrap(id: number, operation: string): string {
  return encode(TAG.sequence, [encodeInteger(id), operation]);
}

export function encodeRequest(id: number, request: Request): string {
  switch (request.op) {
    case 'bind': {
      const parts = [
        encodeInteger(request.version),
        text(request.dn),
        encode(0x80, request.password),
      ];
      return wrap(id, encode(0x60, parts));
    }
    case 'unbind':
      return wrap(id, encode(0x42, ''));
    case 'extended':
      return wrap(id, encode(0x77, encode(0x80, request.oid)));
    case 'other':
      return wrap(id, encode(request.tag, ''));
    case 'search': {
      const { base, scope, sizeLimit, typesOnly, filter, attributes } = request;
      const parts = [
        text(base),
        encodeInteger(scopes.indexOf(scope), TAG.enumerated),
        encodeInteger(0, TAG.enumerated),
        encodeInteger(sizeLimit),
        encodeInteger(0),
        encode(TAG.boolean, typesOnly ? '\xff' : '\0'),
        encodeFilter(filter),
        encode(TAG.sequence, attributes.map(text)),
      ];
      return wrap(id, encode(0x63, parts));
    }
  }
}

/** Id and operation of a whole message; null for what is no LDAP. */
function openMessage(bytes: string): { id: number; operation: Element } | null {
  const [message, ...more] = decodeAll(bytes) ?? [];
  const [id, operation] = message?.children ?? [];
  if (message?.tag !== TAG.sequence || more.length > 0 || id?.tag !== TAG.integer || !operation) {
    return null;
  }
  return { id: decodeInteger(id), operation };
}

export function decodeRequest(bytes: string): { id: number; request: Request } | null {
  const opened = openMessage(bytes);
  if (!opened) return null;
  const { id, operation } = opened;
  const [a, b, c, d, , f, g, h] = operation.children;
  if (operation.tag === 0x42) return { id, request: { op: 'unbind' } };
  if (operation.tag === 0x60 && a && b && c?.tag === 0x80) {
    const request = {
      op: 'bind',
      version: decodeInteger(a),
      dn: b.bytes,
      password: c.bytes,
    } as const;
    return { id, request };
  }
  if (operation.tag === 0x77 && a?.tag === 0x80) {
    return { id, request: { op: 'extended', oid: a.bytes } };
  }
  if (operation.tag === 0x63) {
    const scope = b ? scopes[decodeInteger(b)] : undefined;
    const filter = g ? decodeFilter(g) : null;
    if (!a || !d || !f || !h || scope === undefined || filter === null) return null;
    const request: SearchRequest = {
      ...{ op: 'search', base: a.bytes, scope, sizeLimit: decodeInteger(d), filter },
      typesOnly: f.bytes !== '\0',
      attributes: h.children.map((one) => one.bytes),
    };
    return { id, request };
  }
  return { id, request: { op: 'other', tag: operation.tag } };
}

const resultTags = { 'bind-result': 0x61, 'search-done': 0x65, 'extended-result': 0x78 } as const;

export function encodeResponse(id: number, response: Response): string {
  if (response.op === 'other') return wrap(id, encode(response.tag, ''));
  if (response.op === 'entry') {
    const groups = new Map<string, string[]>();
    for (const { name, value } of response.attributes) {
      groups.set(name, [...(groups.get(name) ?? []), value]);
    }
    const rows = [...groups].map(([name, values]) =>
      encode(TAG.sequence, [text(name), encode(TAG.set, values.map(text))]),
    );
    return wrap(id, encode(0x64, [text(response.dn), encode(TAG.sequence, rows)]));
  }
  const { code, matched, text: said, value } = response;
  const parts = [encodeInteger(code, TAG.enumerated), text(matched), text(said)];
  if (value !== undefined) parts.push(encode(0x8b, value));
  return wrap(id, encode(resultTags[response.op], parts));
}

export function decodeResponse(bytes: string): { id: number; response: Response } | null {
  const opened = openMessage(bytes);
  if (!opened) return null;
  const { id, operation } = opened;
  const [a, b, c, d] = operation.children;
  if (operation.tag === 0x64 && a && b) {
    const attributes = b.children.flatMap(({ children: [name, values] }) =>
      (values?.children ?? []).map(({ bytes: value }) => ({ name: name?.bytes ?? '', value })),
    );
    return { id, response: { op: 'entry', dn: a.bytes, attributes } };
  }
  const ops = ['bind-result', 'search-done', 'extended-result'] as const;
  const op = ops.find((one) => resultTags[one] === operation.tag);
  if (op === undefined) return { id, response: { op: 'other', tag: operation.tag } };
  if (!a || !b || !c) return null;
  const value = d?.tag === 0x8b ? { value: d.bytes } : {};
  const result = { code: decodeInteger(a), matched: b.bytes, text: c.bytes, ...value };
  return { id, response: { op, ...result } };
}

/** ldap_err2string(3) of OpenLDAP 2.5. */
const names: Readonly<Record<number, string>> = {
  ...{ 0: 'Success', 1: 'Operations error', 2: 'Protocol error', 4: 'Size limit exceeded' },
  ...{ 7: 'Authentication method not supported', 8: 'Strong(er) authentication required' },
  ...{ 32: 'No such object', 34: 'Invalid DN syntax', 49: 'Invalid credentials' },
  ...{ 50: 'Insufficient access', 53: 'Server is unwilling to perform' },
};

export function formatResultCode(code: number): string {
  return names[code] ?? 'Unknown error';
}
