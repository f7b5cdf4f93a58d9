import { expect, test } from 'vitest';
import { parseReportTo, reportHref } from './report-href';

const page = 'https://ports.example/lessons/which-address?x=1#b=a&c';

test('a mail carries the page, fragment included, and cannot grow further headers', () => {
  const url = new URL(reportHref('teacher@school.example', page));
  expect(url.protocol).toBe('mailto:');
  expect(url.pathname).toBe('teacher@school.example');
  expect([...url.searchParams.keys()]).toEqual(['subject', 'body']);
  expect(url.searchParams.get('body')).toContain(page);
});

test('a tracker gets the page where its address has {page}', () => {
  const url = new URL(reportHref('https://tracker.example/new?body={page}', page));
  expect(url.searchParams.get('body')).toBe(page);
});

test.each([undefined, '', '  '])('setting %j leaves the link out', (setting) => {
  expect(parseReportTo(setting)).toBeNull();
});

test.each(['a@b.example', 'https://tracker.example/new', 'http://intranet/report?p={page}'])(
  'setting %j is taken',
  (setting) => {
    expect(parseReportTo(setting)).toBe(setting);
  },
);

test.each(['javascript:alert(1)', 'nobody', 'a@b@c', 'a@b?bcc=c@d', 'https://a b'])(
  'setting %j stops the build with a cure',
  (setting) => {
    expect(() => parseReportTo(setting)).toThrow(/PORTSIDE_REPORT_TO is ".*": set an e-mail/);
  },
);
