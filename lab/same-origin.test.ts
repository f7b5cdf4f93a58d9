import { describe, expect, it } from 'vitest';
import { whyForeign } from './same-origin';

const open = { publicOrigin: null, trustProxy: false };
const headers = (values: Record<string, string>) => new Headers(values);

describe('whyForeign', () => {
  it('a page of this site may', () => {
    const own = headers({ origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000' });
    expect(whyForeign(own, open)).toBeNull();
  });

  it.each([
    [{ host: 'a.example' }, 'no Origin'],
    [{ origin: 'null', host: 'a.example' }, 'null'],
    [{ origin: 'http://evil.example', host: 'a.example' }, 'evil.example'],
    [{ origin: 'http://a.example:81', host: 'a.example' }, 'a.example:81'],
    [{ origin: 'http://a.example', host: 'x', 'x-forwarded-host': 'a.example' }, 'PUBLIC_URL'],
  ])('%j may not', (values, word) => {
    expect(whyForeign(headers(values), open)).toContain(word);
  });

  it('with PUBLIC_URL only that origin counts, whatever Host says', () => {
    const settings = { publicOrigin: 'https://ports.example.org', trustProxy: false };
    const good = headers({ origin: 'https://ports.example.org', host: '127.0.0.1:3000' });
    const rebound = headers({ origin: 'http://evil.example', host: 'evil.example' });
    expect(whyForeign(good, settings)).toBeNull();
    expect(whyForeign(rebound, settings)).toContain('PUBLIC_URL');
  });

  it('a trusted proxy may name the host', () => {
    const behind = headers({
      origin: 'https://a.example',
      host: 'x',
      'x-forwarded-host': 'a.example',
    });
    expect(whyForeign(behind, { publicOrigin: null, trustProxy: true })).toBeNull();
  });
});
