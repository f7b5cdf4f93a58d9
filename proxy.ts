import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NextRequest, NextResponse } from 'next/server';

/**
 * Sends every page with the policy made for it at build time (scripts/write-csp.mjs): its own
 * inline scripts by hash, and nothing else. A nonce would make the static pages dynamic.
 */
const pages: Record<string, string[]> = (() => {
  if (process.env.NODE_ENV !== 'production') return {};
  return JSON.parse(readFileSync(join(process.cwd(), '.next/csp.json'), 'utf8'));
})();

function policyFor(path: string): string {
  const hashes = pages[path] ?? pages['/_not-found'] ?? [];
  return [
    "default-src 'self'",
    `script-src 'self' ${hashes.join(' ')}`.trim(),
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

const headers: Record<string, string> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

export function proxy(request: NextRequest) {
  const response = NextResponse.next();
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  if (process.env.NODE_ENV === 'production') {
    const path = request.nextUrl.pathname.replace(/(?<=.)\/$/, '');
    response.headers.set('Content-Security-Policy', policyFor(path));
  }
  return response;
}

export const config = { matcher: '/((?!_next/static|_next/image).*)' };
