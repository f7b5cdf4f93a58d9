import { expect, it } from 'vitest';
import { serviceIds } from '@/contract/lab-service';
import { catalogue } from '../service/catalogue';
import { impossible, programs } from './catalogue';
import { type Disk, findPrograms, packageOf, readVersions, surveyPrograms } from './find-programs';
import { setUpScript } from './set-up';

const status = `Package: nginx
Status: install ok installed
Version: 1.22.1-9+deb12u11

Package: redis-server
Status: install ok installed
Version: 5:7.0.15-1~deb12u10

Package: slapd
Status: deinstall ok config-files
Version: 2.5.13+dfsg-5

Package: postgresql-15
Status: install ok installed
Version: 15.20-0+deb12u1
`;
const disk = (...files: string[]): Disk => ({
  exists: (file) => files.includes(file),
  list: (folder) => (folder === '/usr/lib/postgresql/' ? ['9.6', '15', 'common'] : []),
  read: () => status,
});
const postgres = '/usr/lib/postgresql/15/bin/postgres';

it('versions of installed packages, as their authors count', () => {
  expect([...readVersions(status)]).toEqual([
    ['nginx', '1.22.1'],
    ['redis-server', '7.0.15'],
    ['postgresql-15', '15.20'],
  ]);
  expect(readVersions('').size).toBe(0);
});

it('names what is found, the newest of several versions, and says what is missing', () => {
  const here = disk('/usr/bin/redis-server', postgres, '/usr/lib/postgresql/9.6/bin/postgres');
  const found = findPrograms(null, here);
  expect([...found.keys()]).toEqual(['redis', 'postgres']);
  expect(found.get('redis')?.name).toBe('Redis 7.0.15');
  expect(found.get('postgres')).toMatchObject({ name: 'PostgreSQL 15.20', binaries: [postgres] });
  const nginx = surveyPrograms(disk('/usr/sbin/nginx')).find(({ row }) => row.service === 'proxy');
  expect(nginx?.missing.map(packageOf)).toEqual(['gunicorn', 'python3-django']);
});

it('where two can stand for a service the first does, unless only the other may', () => {
  const here = disk('/usr/sbin/dnsmasq', '/usr/sbin/named');
  expect(findPrograms(null, here).get('dns')?.row.id).toBe('dnsmasq');
  expect(findPrograms(['bind'], here).get('dns')?.row.id).toBe('bind');
  expect(findPrograms(['off'], here).size).toBe(0);
});

it.each(programs.map((row) => [row.id, row] as const))('%s fits its service', (_id, row) => {
  const service = catalogue[row.service];
  const known = (service?.exchanges ?? []).map(({ id }) => id);
  expect(known).toEqual(expect.arrayContaining([...(row.exchanges ?? [])]));
  const purposes = (service?.ports ?? []).map(({ purpose }) => purpose);
  expect(purposes).toEqual(expect.arrayContaining([...row.purposes]));
  const found = { row, name: row.id, binaries: row.parts.map(({ file }) => file) };
  const script = setUpScript(found, '127.0.0.1');
  expect(script).not.toContain('undefined');
  // `this machine only` is a promise about every port.
  expect(script).not.toContain('0.0.0.0');
  expect(setUpScript(found, '0.0.0.0')).not.toMatch(/undefined/);
});

it('nothing is both possible and impossible', () => {
  const ids = [...programs, ...impossible].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { service } of impossible) expect(serviceIds).toContain(service);
});
