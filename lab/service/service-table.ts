/** Every service's code, loaded when it is first needed. */
import type { ServiceId } from '@/contract/lab-service';
import type { Service } from './service';

const table: Partial<Record<ServiceId, () => Promise<Service>>> = {
  http: async () => (await import('./http/http')).http,
  https: async () => (await import('./https/https')).https,
  proxy: async () => (await import('./proxy/proxy')).proxy,
  websocket: async () => (await import('./websocket/websocket')).websocket,
  webhook: async () => (await import('./webhook/webhook')).webhook,
  dns: async () => (await import('./dns/dns')).dns,
  mqtt: async () => (await import('./mqtt/mqtt')).mqtt,
  'sign-in': async () => (await import('./sign-in/sign-in')).signInService,
  mail: async () => (await import('./mail/mail')).mail,
  postgres: async () => (await import('./postgres/postgres')).postgres,
  mysql: async () => (await import('./mysql/mysql')).mysql,
  mongodb: async () => (await import('./mongodb/mongodb')).mongodb,
  ftp: async () => (await import('./ftp/ftp')).ftp,
  ldap: async () => (await import('./ldap/ldap')).ldap,
  redis: async () => (await import('./redis/redis')).redis,
};

export async function loadService(id: ServiceId): Promise<Service> {
  const load = table[id];
  if (!load) throw new Error(`there is no service called ${id}`);
  return load();
}
