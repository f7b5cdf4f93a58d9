/**
 * The link of "Report a mistake". `to` is an e-mail address, or an http(s) address in which
 * `{page}` is replaced by the encoded address of the page.
 */
export function reportHref(to: string, page: string): string {
  if (/^https?:\/\//.test(to)) return to.replace('{page}', encodeURIComponent(page));
  const body = `Page: ${page}\n\nWhat is wrong:\n\nWhat should be there:\n`;
  return `mailto:${to}?subject=${encodeURIComponent('Portside: a mistake')}&body=${encodeURIComponent(body)}`;
}

/**
 * Reads the setting PORTSIDE_REPORT_TO. Null when it is not set; throws when it is neither an
 * e-mail address nor an http(s) address, so that a build with a dead link fails.
 */
export function parseReportTo(setting: string | undefined): string | null {
  const value = setting?.trim();
  if (!value) return null;
  if (/^https?:\/\/[^\s]+$/.test(value) || /^[^\s@?&:/]+@[^\s@?&:/]+$/.test(value)) return value;
  throw new Error(
    `PORTSIDE_REPORT_TO is "${value}": set an e-mail address, or an http(s) address with {page} where the page's address goes, or leave it out.`,
  );
}
