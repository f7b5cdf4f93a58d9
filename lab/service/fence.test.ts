// What a library is told to dial, and what becomes of it. The dialling itself is replaced: should
// the fence be broken, nothing leaves, and the list of calls says so.
import { createSocket, Socket as UdpSocket } from 'node:dgram';
import dns from 'node:dns';
import dnsPromises from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { connect, Socket } from 'node:net';
import tls from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { judgeAddress } from '../address-rules';
import { raiseFence } from './fence';

const dialled: unknown[] = [];
Socket.prototype.connect = function recorded(this: Socket, ...args: unknown[]) {
  dialled.push(args);
  process.nextTick(() => this.destroy(new Error('dialled')));
  return this;
} as typeof Socket.prototype.connect;
UdpSocket.prototype.send = function recorded(...args: unknown[]) {
  dialled.push(args);
} as typeof UdpSocket.prototype.send;
const asked = vi.fn((_name: string, ...rest: unknown[]) =>
  process.nextTick(rest.at(-1) as () => void),
);
dns.lookup = asked as unknown as typeof dns.lookup;
const own = ['127.64.1.1', '127.64.1.2'];
raiseFence((addr) => judgeAddress({ tier: 'loopback', own }, addr).ok);
afterEach(() => void dialled.splice(0));

const failure = (stream: { on(event: 'error', then: (error: Error) => void): unknown }) =>
  new Promise<Error & { code?: string }>((resolve) => stream.on('error', resolve));
const notAllowed = { code: 'ENETUNREACH' };

describe('the fence around a library', () => {
  it.each([
    { host: '169.254.169.254', port: 80 },
    { host: '127.0.0.1', port: 5432 },
    { host: '127.64.1.3', port: 80 },
    { host: '127.64.2.1', port: 80 },
    { host: '0.0.0.0', port: 80 },
    { host: '::1', port: 80 },
    { host: '::ffff:127.64.1.1', port: 80 },
    { host: '10.0.0.1', port: 80 },
    { host: 'localhost', port: 80 },
    { host: '2130706433', port: 80 },
    { host: '0x7f.1', port: 80 },
    { host: '127.1', port: 80 },
    { port: 80 },
    { path: '/run/docker.sock' },
    { host: '127.64.1.1', port: 80, path: '/run/docker.sock' },
  ])('%j is not dialled', async (target) => {
    expect(await failure(connect(target as never))).toMatchObject(notAllowed);
    expect(await failure(new Socket().connect(target as never))).toMatchObject(notAllowed);
    expect(dialled).toEqual([]);
  });

  it('the other ways to say it: a path, a port alone, a port and a name', async () => {
    expect(await failure(connect('/run/docker.sock'))).toMatchObject(notAllowed);
    expect(await failure(connect(80))).toMatchObject(notAllowed);
    expect(await failure(connect(80, 'example.org'))).toMatchObject(notAllowed);
    expect(dialled).toEqual([]);
  });

  it('HTTP and TLS clients dial through it, too', async () => {
    expect(await failure(http.get('http://169.254.169.254/'))).toMatchObject(notAllowed);
    expect(await failure(http.get({ socketPath: '/run/docker.sock' }))).toMatchObject(notAllowed);
    expect(await failure(https.get('https://10.0.0.1/'))).toMatchObject(notAllowed);
    expect(await failure(tls.connect(443, '10.0.0.1'))).toMatchObject(notAllowed);
    expect(dialled).toEqual([]);
  });

  it('what is one’s own is dialled', async () => {
    expect(await failure(connect(80, '127.64.1.1'))).toMatchObject({ message: 'dialled' });
    expect(dialled).toHaveLength(1);
  });

  it('datagrams go to literal addresses of one’s own, with none named to nobody', async () => {
    const socket = createSocket('udp4');
    for (const addr of ['169.254.169.254', '127.0.0.1', '255.255.255.255', '224.0.0.1']) {
      expect(() => socket.send('x', 53, addr)).toThrow('not part of the sandbox');
    }
    expect(() => socket.send('x', 53)).toThrow('not part of the sandbox');
    expect(() => socket.send('x', 53, 'example.org')).toThrow('not part of the sandbox');
    expect(dialled).toEqual([]);
    socket.send('x', 53, '127.64.1.1');
    expect(dialled).toHaveLength(1);
    socket.close();
  });

  it('a name is never asked for, whichever way', async () => {
    const name = 'metadata.internal';
    const refused = { code: 'ENOTFOUND' };
    const told = await new Promise((resolve) => dns.lookup(name, (error) => resolve(error)));
    expect(told).toMatchObject(refused);
    await expect(dnsPromises.lookup(name)).rejects.toMatchObject(refused);
    for (const kind of ['resolve', 'resolve4', 'resolve6', 'resolveTxt', 'reverse'] as const) {
      const given = kind === 'reverse' ? '192.0.2.1' : name;
      await expect(dnsPromises[kind](given), kind).rejects.toMatchObject(refused);
      await expect(new dnsPromises.Resolver()[kind](given), kind).rejects.toMatchObject(refused);
      const ask = dns[kind] as (name: string, done: (error: unknown) => void) => void;
      const late = await new Promise((resolve) => ask(given, resolve));
      expect(late, kind).toMatchObject(refused);
    }
    expect(asked).not.toHaveBeenCalled();
  });

  it('a resolver may be told of no name server outside', () => {
    for (const resolver of [new dns.Resolver(), new dnsPromises.Resolver()]) {
      expect(() => resolver.setServers(['192.0.2.53'])).toThrow('not part of the sandbox');
      expect(() => resolver.setServers(['127.64.1.1:5353', '192.0.2.53:53'])).toThrow();
      expect(() => resolver.setServers(['[::1]:53'])).toThrow('not part of the sandbox');
      resolver.setServers(['127.64.1.1:5353']);
      expect(resolver.getServers()).toEqual(['127.64.1.1:5353']);
    }
  });
});
