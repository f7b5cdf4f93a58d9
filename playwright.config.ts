import { defineConfig } from '@playwright/test';
import { operatorToken } from './e2e/support/operator';

const port = Number(process.env.E2E_PORT ?? 3199);
/** A server that runs already, for work on a single journey. */
const running = process.env.E2E_URL;
const chromium = process.env.CHROMIUM_PATH;
const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: 'e2e',
  outputDir: '.portside/test-results',
  forbidOnly: true,
  fullyParallel: true,
  workers: 2,
  retries: 0,
  // They end what hangs, and measure nothing: the longest journey takes 80 s on two busy cores.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    baseURL: running ?? `http://127.0.0.1:${port}`,
    trace: 'retain-on-failure',
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : {}),
      args: [
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-quic',
        '--no-first-run',
        // Chromium's own sandbox refuses to run as root, as in a container.
        ...(isRoot ? ['--no-sandbox'] : []),
      ],
    },
  },
  ...(running
    ? {}
    : {
        webServer: {
          command: 'node scripts/start.mjs',
          url: `http://127.0.0.1:${port}/api/health`,
          env: { HOST: '127.0.0.1', PORT: String(port), LAB_ADMIN_TOKEN: operatorToken },
          timeout: 300_000,
          stdout: 'pipe',
          reuseExistingServer: false,
          gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
        },
      }),
});
