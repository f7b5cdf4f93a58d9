import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NextRequest, NextResponse } from 'next/server';
import { formatContentPolicy, securityHeaders } from './security-headers.mjs';

/**
 * Sends every page with the policy made for it at build time (scripts/write-csp.mjs): its own
 * inline scripts by hash, and nothing else. A nonce would make the static pages dynamic.
 */
const pages: Record<string, string[]> = (() => {
  if (process.env.NODE_ENV !== 'production') return {};
  return JSON.parse(readFileSync(join(process.cwd(), '.next/csp.json'), 'utf8'));
})();

export function proxy(request: NextRequest) {
  const response = NextResponse.next();
  for (const [name, value] of Object.entries(securityHeaders)) response.headers.set(name, value);
  if (process.env.NODE_ENV === 'production') {
    const path = request.nextUrl.pathname.replace(/(?<=.)\/$/, '');
    const hashes = pages[path] ?? pages['/_not-found'] ?? [];
    response.headers.set('Content-Security-Policy', formatContentPolicy(hashes));
  }
  return response;
}

export const config = { matcher: '/((?!_next/static|_next/image).*)' };
