/** Calls by which programs look at packets: who may, what they see, and what errors a socket keeps. */
import { expect, test } from 'vitest';
import { ProbeSession } from '../scenario/probe-worlds.test-helper';
import { hostOf } from './world';

test('a tap is closed with its program, and costs nothing afterwards', () => {
  const session = new ProbeSession();
  const taps = () => hostOf(session.world, 'laptop')?.taps.length;
  expect(taps()).toBe(0);
  session.type('laptop', 'sudo tcpdump -n -i any');
  session.type('laptop', 'sudo tcpdump -n -i lo', 1);
  expect(taps()).toBe(2);
  session.key('laptop', 'C');
  session.key('laptop', 'C', 1);
  expect(taps()).toBe(0);
});

test('each tap sees the packets of its interface, as they are before the firewall', () => {
  const session = new ProbeSession();
  session.type('laptop', 'sudo tcpdump -n -i eth0 tcp port 8080');
  session.type('laptop', 'sudo tcpdump -n -i lo tcp port 8080', 1);
  session.type('phone', 'nc -z -w 1 192.168.1.20 8080');
  expect(session.read('laptop')).toContain('192.168.1.20.8080: Flags [S]');
  expect(session.read('laptop', 1)).not.toContain('Flags');
});

test('a SYN without a connection is reset by the kernel that sent it', () => {
  const session = new ProbeSession();
  session.type('laptop', 'sudo tcpdump -n -i eth0 -c 3 tcp port 5432');
  session.type('phone', 'sudo nmap -Pn -n -p 5432 192.168.1.20');
  expect(session.read('laptop').match(/Flags \[[^\]]+\]/g)).toEqual([
    'Flags [S]',
    'Flags [S.]',
    'Flags [R]',
  ]);
});

test('a socket that asks for errors is told who let its packet die', () => {
  const session = new ProbeSession();
  const line = 'traceroute -n -m 1 -q 1 203.0.113.10';
  expect(session.type('phone', line)).toMatch(/ 1 {2}192\.168\.1\.1 /);
});
