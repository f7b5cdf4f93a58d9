/** `Nov  1 00:00:00 2026 GMT`, as tools print a certificate's dates; from Unix time in ms. */
export function formatCertificateDate(ms: number): string {
  const [, day = '', month = '', year = '', clock = ''] =
    /^\w+, (\d\d) (\w+) (\d+) (\S+)/.exec(new Date(ms).toUTCString()) ?? [];
  return `${month} ${String(Number(day)).padStart(2)} ${clock} ${year} GMT`;
}
