import { expect, test } from 'vitest';
import { segment } from './fixtures/worlds';
import { clientEnd, formatEndpoint, packetTone, packetWord } from './packet-words';

test.each([
  ['SYN', segment(1, 'S'), 'ask', 'src'],
  ['SYN-ACK', segment(1, 'SA', { back: true }), 'ask', 'dst'],
  ['RST', segment(1, 'RA', { back: true }), 'refuse', 'dst'],
  ['FIN', segment(1, 'FA'), 'end', 'src'],
  ['ACK', segment(1, 'A'), 'data', 'src'],
  ['GET / HTTP/1.1', segment(1, 'PA', { data: 'GET / HTTP/1.1\r\n\r\n' }), 'data', 'src'],
  ['3 bytes', segment(1, 'PA', { data: '\x00\x01\xff' }), 'data', 'src'],
] as const)('%s is told by word, tone and client', (word, packet, tone, client) => {
  expect(packetWord(packet)).toBe(word);
  expect(packetTone(packet)).toBe(tone);
  expect(clientEnd(packet)).toBe(client);
});

test('a repeated SYN has its own tone', () => {
  expect(packetTone(segment(1, 'S', { role: 'retransmit' }))).toBe('again');
});

test('when both ports are alike, nobody is called the client', () => {
  const between = { src: { addr: '10.0.0.1', port: 5001 }, dst: { addr: '10.0.0.2', port: 5002 } };
  expect(clientEnd(segment(1, 'A', between))).toBeNull();
});

test('endpoints print as ss prints them', () => {
  expect(formatEndpoint({ addr: '::1', port: 8000 })).toBe('[::1]:8000');
  expect(formatEndpoint({ addr: '0.0.0.0', port: 0 })).toBe('0.0.0.0:*');
});
