import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { findListenRow, ownListener, parseProcAddress } from './own-listener';

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid
   0: 0100007F:0BB8 00000000:0000 01 00000000:00000000 00:00000000 00000000     0        0 1
   1: 0100007F:0BB8 00000000:0000 0A 00000000:00000003 00:00000000 00000000     0        0 2
`;

describe('the site’s own row', () => {
  it.each([
    ['0100007F:0BB8', '127.0.0.1', 3000],
    ['00000000:0050', '0.0.0.0', 80],
    ['00000000000000000000000000000000:0BB8', '::', 3000],
    ['00000000000000000000000001000000:0BB8', '::1', 3000],
    ['0000000000000000FFFF00000100007F:0BB8', '127.0.0.1', 3000],
  ])('%s is %s port %i', (text, addr, port) => {
    expect(parseProcAddress(text)).toEqual({ addr, port });
  });

  it('is the LISTEN row, with those that wait in its queue', () => {
    expect(findListenRow(table, 3000)).toMatchObject({
      local: { addr: '127.0.0.1', port: 3000 },
      recvQ: 3,
      source: 'kernel',
    });
    expect(findListenRow(table, 3001)).toBeNull();
  });

  it('of a real server is what the kernel says', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const row = await ownListener({ addr: '127.0.0.1', port });
    const hasProc = (() => {
      try {
        return readFileSync('/proc/net/tcp', 'utf8').length > 0;
      } catch {
        return false;
      }
    })();
    expect(row).toMatchObject({
      local: { addr: '127.0.0.1', port },
      source: hasProc ? 'kernel' : 'server',
    });
    server.close();
  });

  it('is unknown before anyone has asked', async () => {
    expect(await ownListener(null)).toMatchObject({ local: null, source: 'unknown' });
  });
});
