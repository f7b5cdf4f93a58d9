import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  resolve: {
    alias: {
      '@': root.replace(/\/$/, ''),
      // Throws outside React Server Components by design; tests run the server rooms directly.
      'server-only': `${root}scripts/empty-module.ts`,
    },
  },
  test: {
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['node_modules', '.next', '.portside', 'e2e'],
    testTimeout: 60_000,
  },
});
