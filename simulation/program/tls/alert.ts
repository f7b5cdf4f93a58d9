/** Alerts (RFC 8446, section 6), in the words of OpenSSL 3.0. */

export const CLOSE_NOTIFY = 0;

type Words = { name: string; short: string };
const alerts: Readonly<Record<number, Words>> = {
  0: { name: 'close notify', short: '' },
  10: { name: 'unexpected_message', short: 'sslv3 alert unexpected message' },
  20: { name: 'bad record mac', short: 'sslv3 alert bad record mac' },
  40: { name: 'handshake failure', short: 'sslv3 alert handshake failure' },
  42: { name: 'bad certificate', short: 'sslv3 alert bad certificate' },
  45: { name: 'certificate expired', short: 'sslv3 alert certificate expired' },
  46: { name: 'certificate unknown', short: 'sslv3 alert certificate unknown' },
  47: { name: 'illegal parameter', short: 'sslv3 alert illegal parameter' },
  48: { name: 'unknown CA', short: 'tlsv1 alert unknown ca' },
  50: { name: 'decode error', short: 'tlsv1 alert decode error' },
  51: { name: 'decrypt error', short: 'tlsv1 alert decrypt error' },
  70: { name: 'protocol version', short: 'tlsv1 alert protocol version' },
  80: { name: 'internal error', short: 'tlsv1 alert internal error' },
  112: { name: 'unrecognized name', short: 'tlsv1 unrecognized name' },
};

/** As curl -v names it. */
export function formatAlert(alert: number): string {
  return alerts[alert]?.name ?? 'unknown';
}

/** OpenSSL's error for an alert that came: the eight digits, and the reason. */
export function alertError(alert: number): { digits: string; reason: string } {
  const number = (1000 + alert).toString(16).toUpperCase().padStart(3, '0');
  return { digits: `0A000${number}`, reason: alerts[alert]?.short ?? 'reason(0)' };
}

/** The alert for a certificate that is not believed (ssl_x509err2alert). */
export function alertOfVerifyCode(code: number): number {
  if (code === 10) return 45;
  if (code === 7) return 51;
  if (code === 18 || code === 19 || code === 20 || code === 21 || code === 79) return 48;
  return code === 9 || code === 62 || code === 64 ? 42 : 46;
}
