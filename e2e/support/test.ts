import { test as base, expect } from '@playwright/test';

/**
 * Playwright's `test`, with a page that fails the test on anything a learner's browser would
 * complain about: a policy violation, an uncaught error, an error on the console, a failed
 * or a foreign request. `allowed` takes patterns of complaints that a test provokes on purpose.
 */
export const test = base.extend<{ allowed: RegExp[] }>({
  allowed: async ({}, use) => {
    await use([]);
  },
  page: async ({ page, baseURL, allowed }, use) => {
    const complaints: string[] = [];
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(String(baseURL)) && !/^(data|blob|about):/.test(url)) {
        complaints.push(`foreign request: ${url}`);
      }
    });
    await use(page);
    const unexpected = complaints.filter((text) => !allowed.some((pattern) => pattern.test(text)));
    expect(unexpected, 'complaints of the browser').toEqual([]);
  },
});

export { expect };
