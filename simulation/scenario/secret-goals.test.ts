/** Goals that ask by https: met by a status over a connection that is believed, by nothing else. */
import { expect, test } from 'vitest';
import { tlsScenario } from '../program/tls/tls-files.test-helper';
import { checkMoment } from './check-world';
import { programTable } from './program-table';
import { Session } from './scenario-fixtures';

const session = new Session(tlsScenario());
test.each([
  ['https://shop.example:8443/', true, 'phone got status 200 from https://shop.example:8443/'],
  ['http://shop.example/', false, 'phone got status 301 from http://shop.example/'],
  ['https://shop.example:8444/', false, 'not in secret: certificate has expired'],
  ['https://shop.example:8447/', false, 'not in secret: hostname mismatch'],
  ['https://shop.example/', false, 'not in secret: self-signed certificate'],
  ['https://shop.example:80/', false, 'not in secret: wrong version number'],
  ['ftp://shop.example/', false, 'is no http:// or https:// address'],
])('%s: %s', (url, met, observed) => {
  const { world } = session;
  const moment = { world, programs: programTable, events: [session.events] };
  const verdict = checkMoment(moment, { http: { from: 'phone', url, status: 200 } });
  expect(verdict.met).toBe(met);
  expect(verdict.observed).toContain(observed);
});
