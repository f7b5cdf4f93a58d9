/** From an address to a page: redirects followed, errors shown by Chromium's words. */
import type { Routine } from '../host/program';
import { sys } from '../host/system';
import type { Page } from '../host/system-call';
import { type BrowserUrl, parseAddressBar, resolveAddress } from './browser-address';
import { readBody } from './browser-page';
import { type BrowserLoad, fetchUrl } from './browser-request';
import { findHeader } from './http-message';

const MOST_REDIRECTS = 20;

export function* loadAddress({ address, stop }: BrowserLoad): Routine {
  let reading = parseAddressBar(address);
  for (let redirects = 0; ; redirects += 1) {
    if (!reading.ok) return yield* show({ url: address, error: reading.error });
    const { url } = reading;
    if (redirects > MOST_REDIRECTS) {
      return yield* show({ url: url.text, title: url.host, error: 'ERR_TOO_MANY_REDIRECTS' });
    }
    yield* show({ url: url.text, loading: true });
    const fetched = yield* fetchUrl(url, stop);
    if (fetched.kind === 'stopped') return;
    if (fetched.kind === 'error') {
      return yield* show({ url: url.text, title: url.host, error: fetched.error });
    }
    const { status, headers, body } = fetched;
    const location = findHeader(headers, 'Location');
    if (status >= 300 && status < 400 && location !== null) {
      reading = parseAddressBar(resolveAddress(url, location));
      continue;
    }
    if (status >= 400 && body === '') {
      const error = 'ERR_HTTP_RESPONSE_CODE_FAILURE';
      return yield* show({ url: url.text, title: url.host, status, error });
    }
    return yield* show(pageOf(url, status, findHeader(headers, 'Content-Type') ?? '', body));
  }
}

function pageOf(url: BrowserUrl, status: number, type: string, body: string): Page {
  const { title, text } = readBody(type, body);
  // A page without a title is called by its address.
  const name = url.text.replace(/^https?:\/\//, '').replace(/\/$/, '');
  return { url: url.text, status, title: title ?? name, text };
}

function* show(page: Page): Routine {
  yield* sys.show(page);
}
