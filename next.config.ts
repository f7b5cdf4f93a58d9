import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // esbuild and koffi carry native binaries, and mdx-bundler evaluates on the server only.
  serverExternalPackages: ['mdx-bundler', 'esbuild', 'koffi'],
  outputFileTracingRoot: import.meta.dirname,
};

export default config;
