/** The command line of `manage.py runserver`: where to listen (Django 5.2's own pattern). */

export type ServerPlace = {
  /** Address or name as it was typed. */
  addr: string;
  port: number;
  ipv6: boolean;
  /** Shown in brackets. */
  rawIpv6: boolean;
};
export type PlaceReading = { ok: true; place: ServerPlace } | { ok: false; message: string };

const form =
  /^(?:(\d{1,3}(?:\.\d{1,3}){3}|\[[a-fA-F0-9:]+\]|[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*):)?(\d+)$/;

/** Reads `8000`, `0.0.0.0:8000`, `[::1]:8000`, `laptop:8000` or nothing. */
export function parseServerPlace(text: string | undefined, useIpv6: boolean): PlaceReading {
  if (text === undefined) return { ok: true, place: defaultPlace(8000, useIpv6) };
  const match = form.exec(text);
  if (!match) {
    return { ok: false, message: `"${text}" is not a valid port number or address:port pair.` };
  }
  const port = Number(match[2]);
  const addr = match[1];
  if (addr === undefined) return { ok: true, place: defaultPlace(port, useIpv6) };
  if (addr.startsWith('[')) {
    return { ok: true, place: { addr: addr.slice(1, -1), port, ipv6: true, rawIpv6: true } };
  }
  if (useIpv6 && /^\d{1,3}(\.\d{1,3}){3}$/.test(addr)) {
    return { ok: false, message: `"${addr}" is not a valid IPv6 address.` };
  }
  return { ok: true, place: { addr, port, ipv6: useIpv6, rawIpv6: false } };
}

function defaultPlace(port: number, ipv6: boolean): ServerPlace {
  return { addr: ipv6 ? '::1' : '127.0.0.1', port, ipv6, rawIpv6: ipv6 };
}
