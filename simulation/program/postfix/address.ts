/** Addresses in MAIL and RCPT (RFC 5321, section 4.1.2), as leniently as smtpd reads them. */

export type Path =
  | { ok: true; address: string; options: string[] }
  | { ok: false; error: 'syntax' | 'address'; written: string };

/** What follows `FROM:` or `TO:`. An empty `<>` is a sender's only. */
export function parsePath(text: string, emptyAllowed: boolean): Path {
  const rest = text.trimStart();
  const quoted = /^<([^>]*)>(?:\s+(.*))?$/.exec(rest);
  const bare = /^([^\s<>]+)(?:\s+(.*))?$/.exec(rest);
  const match = quoted ?? bare;
  if (rest === '') return { ok: false, error: 'syntax', written: '' };
  if (!match) return { ok: false, error: 'address', written: rest };
  const address = match[1] ?? '';
  const written = quoted ? `<${address}>` : address;
  const good =
    address === '' ? emptyAllowed : /^[^\s@<>()",;:\\[\]]+(@[^\s@<>()",;:\\]+)?$/.test(address);
  if (!good) return { ok: false, error: 'address', written };
  return { ok: true, address, options: (match[2] ?? '').split(/\s+/).filter((one) => one !== '') };
}

/** `bob` and `shop.example`; the domain is null where there is none. */
export function splitAddress(address: string): { local: string; domain: string | null } {
  const at = address.lastIndexOf('@');
  if (at < 0) return { local: address, domain: null };
  return { local: address.slice(0, at), domain: address.slice(at + 1).toLowerCase() };
}

/** Whether IPv4 or IPv6 `addr` is in a network such as `192.168.1.0/24` or `[::1]/128`. */
export function isInNetwork(addr: string, network: string): boolean {
  const parts = /^\[?([^\]/]+)\]?(?:\/(\d{1,3}))?$/.exec(network);
  const base = parts?.[1] ?? '';
  if (base.includes(':') || addr.includes(':')) return base === addr;
  const bits = Number(parts?.[2] ?? 32);
  const number = (text: string) =>
    text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(base) || bits > 32) return false;
  const size = 2 ** (32 - bits);
  return Math.floor(number(addr) / size) === Math.floor(number(base) / size);
}
