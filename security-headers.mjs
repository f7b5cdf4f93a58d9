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
 */
export function formatContentPolicy(hashes) {
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
    "frame-ancestors 'none'",
  ].join('; ');
}
