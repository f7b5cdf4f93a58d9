/** Numbers and names of record types, classes and answer codes (IANA's DNS parameters). */

const types: Readonly<Record<string, number>> = {
  ...{ A: 1, NS: 2, CNAME: 5, SOA: 6, NULL: 10, PTR: 12, HINFO: 13, MX: 15, TXT: 16, RP: 17 },
  ...{ AFSDB: 18, SIG: 24, KEY: 25, AAAA: 28, LOC: 29, SRV: 33, NAPTR: 35, CERT: 37, DNAME: 39 },
  ...{ OPT: 41, DS: 43, SSHFP: 44, RRSIG: 46, NSEC: 47, DNSKEY: 48, NSEC3: 50, NSEC3PARAM: 51 },
  ...{ TLSA: 52, CDS: 59, CDNSKEY: 60, SVCB: 64, HTTPS: 65, SPF: 99, IXFR: 251, AXFR: 252 },
  ...{ ANY: 255, URI: 256, CAA: 257 },
};
const names = new Map(Object.entries(types).map(([name, code]) => [code, name]));

/** The number of a type's name, `TYPE123` included (RFC 3597); null where there is none. */
export function typeOfName(name: string): number | null {
  const upper = name.toUpperCase();
  if (Object.hasOwn(types, upper)) return types[upper] ?? null;
  const number = /^TYPE(\d{1,5})$/.exec(upper)?.[1];
  return number !== undefined && Number(number) < 65536 ? Number(number) : null;
}

export function nameOfType(code: number): string {
  return names.get(code) ?? `TYPE${code}`;
}

export const IN = 1;
export const CH = 3;
const classes: Readonly<Record<string, number>> = { IN, CH, HS: 4, ANY: 255 };

export function classOfName(name: string): number | null {
  const upper = name.toUpperCase();
  if (upper === 'CHAOS') return CH;
  return Object.hasOwn(classes, upper) ? (classes[upper] ?? null) : null;
}

export function nameOfClass(code: number): string {
  return Object.keys(classes).find((name) => classes[name] === code) ?? `CLASS${code}`;
}

export const TYPE_A = 1;
export const TYPE_NS = 2;
export const TYPE_CNAME = 5;
export const TYPE_SOA = 6;
export const TYPE_PTR = 12;
export const TYPE_MX = 15;
export const TYPE_TXT = 16;
export const TYPE_AAAA = 28;
export const TYPE_SRV = 33;
export const TYPE_OPT = 41;
export const TYPE_IXFR = 251;
export const TYPE_AXFR = 252;
export const TYPE_ANY = 255;

export const NOERROR = 0;
export const FORMERR = 1;
export const SERVFAIL = 2;
export const NXDOMAIN = 3;
export const NOTIMP = 4;
export const REFUSED = 5;
export const BADVERS = 16;

const codes: Readonly<Record<number, string>> = {
  ...{ 0: 'NOERROR', 1: 'FORMERR', 2: 'SERVFAIL', 3: 'NXDOMAIN', 4: 'NOTIMP', 5: 'REFUSED' },
  ...{ 6: 'YXDOMAIN', 7: 'YXRRSET', 8: 'NXRRSET', 9: 'NOTAUTH', 10: 'NOTZONE', 16: 'BADVERS' },
  23: 'BADCOOKIE',
};

/** e.g. `NXDOMAIN`; dig writes RESERVED11 for what has no name. */
export function nameOfCode(code: number): string {
  return codes[code] ?? `RESERVED${code}`;
}

const opcodes = ['QUERY', 'IQUERY', 'STATUS', 'RESERVED3', 'NOTIFY', 'UPDATE'];

export function nameOfOpcode(code: number): string {
  return opcodes[code] ?? `RESERVED${code}`;
}
