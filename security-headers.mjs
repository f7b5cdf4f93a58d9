// What every answer is sent with: by proxy.ts, and by scripts/setup/serve.mjs before Next is asked.

/** Headers that are the same for every answer. */
export const securityHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/**
 * A Content-Security-Policy that allows this site's own files, and no inline script but those of
 * the hashes (CSP sources such as `'sha256-...'`).
 *
 * @param {readonly string[]} hashes
 * @param {readonly string[]} framers origins whose pages may show this one in a frame
 */
export function formatContentPolicy(hashes, framers = []) {
  return [
    "default-src 'self'",
    ["script-src 'self'", ...hashes].join(' '),
    // The terminal's DOM renderer and React's style attributes need inline styles.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${framers.join(' ') || "'none'"}`,
  ].join('; ');
}

/**
 * Reads the setting EMBED_ORIGINS: origins apart by blanks, or `*`. The site itself always may.
 *
 * @param {string | undefined} setting
 * @returns {string[]} CSP sources
 * @throws with a sentence where one of them is no origin
 */
export function parseEmbedOrigins(setting) {
  const words = (setting ?? '').split(/\s+/).filter(Boolean);
  if (words.includes('*')) return ['*'];
  for (const word of words) {
    if (!/^https?:\/\/(\*\.)?[a-z0-9.-]+(:\d{1,5})?$/i.test(word)) {
      throw new Error(
        `EMBED_ORIGINS has "${word}": write origins such as https://course.example, apart by blanks, or * for every page.`,
      );
    }
  }
  return ["'self'", ...words];
}
