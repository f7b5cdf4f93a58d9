import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NextRequest, NextResponse } from 'next/server';
import { formatContentPolicy, parseEmbedOrigins, securityHeaders } from './security-headers.mjs';

/**
 * Sends every page with the policy made for it at build time (scripts/write-csp.mjs): its own
 * inline scripts by hash, and nothing else. A nonce would make the static pages dynamic.
 */
const pages: Record<string, string[]> = (() => {
  if (process.env.NODE_ENV !== 'production') return {};
  return JSON.parse(readFileSync(join(process.cwd(), '.next/csp.json'), 'utf8'));
})();

/** Who may show the pages under /embed in a frame; the others nobody. Read once. */
const framers = parseEmbedOrigins(process.env.EMBED_ORIGINS);

/** Made anew for each request, so its scripts have no hashes that the build could know. */
const DYNAMIC = '/lab/operator';

export function proxy(request: NextRequest) {
  const path = request.nextUrl.pathname.replace(/(?<=.)\/$/, '');
  const hashes = pages[path] ?? pages['/_not-found'] ?? [];
  const nonce = path === DYNAMIC ? [`'nonce-${crypto.randomUUID()}'`] : [];
  const policy = formatContentPolicy(
    [...hashes, ...nonce],
    path.startsWith('/embed/') ? framers : [],
  );
  // Next reads the nonce that it gives to its scripts from the request's own policy.
  const headers = new Headers(request.headers);
  headers.delete('content-security-policy');
  if (nonce.length > 0) headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  for (const [name, value] of Object.entries(securityHeaders)) response.headers.set(name, value);
  if (process.env.NODE_ENV === 'production') {
    response.headers.set('Content-Security-Policy', policy);
  }
  return response;
}

export const config = { matcher: '/((?!_next/static|_next/image).*)' };
