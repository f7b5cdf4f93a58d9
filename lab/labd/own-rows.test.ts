import { expect, it } from 'vitest';
import type { LabSocketRow } from '@/contract/lab';
import { ownRows } from './own-rows';

const row = (more: Partial<LabSocketRow>): LabSocketRow => ({
  id: 1,
  host: 'laptop',
  proto: 'tcp',
  family: 4,
  v6only: false,
  state: 'LISTEN',
  recvQ: 0,
  sendQ: 511,
  local: { addr: '0.0.0.0', port: 6379 },
  peer: null,
  retransmits: 0,
  owners: [],
  ...more,
});
const redis = {
  program: 'redis',
  pid: 7,
  listening: [
    { purpose: 'commands', proto: 'tcp' as const, local: { addr: '0.0.0.0', port: 6379 } },
  ],
};
const ownersOf = (more: Partial<LabSocketRow>) => ownRows([row(more)], [redis])[0]?.owners;
const peer = { addr: '192.168.1.50', port: 40_000 };

it('names the service behind its listener and behind what it accepted', () => {
  const owner = [{ pid: 7, fd: null, program: 'redis' }];
  expect(ownersOf({})).toEqual(owner);
  const local = { addr: '192.168.1.20', port: 6379 };
  expect(ownersOf({ state: 'ESTAB', local, peer })).toEqual(owner);
});

it('claims nothing that is another’s, on another host, another address, or nobody’s any more', () => {
  const agent = [{ pid: 2, fd: 9, program: 'server' }];
  expect(ownersOf({ owners: agent })).toEqual(agent);
  expect(ownersOf({ host: 'phone' })).toEqual([]);
  expect(ownersOf({ local: { addr: '127.0.0.1', port: 6379 } })).toEqual([]);
  expect(ownersOf({ local: { addr: '0.0.0.0', port: 6380 } })).toEqual([]);
  expect(ownersOf({ state: 'TIME-WAIT', peer })).toEqual([]);
});
