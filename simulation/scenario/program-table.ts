/** Every program that a host of the course can run, by the name it is started with: all families at once. */
import type { ProgramTable } from '../host/program';
import { createProgramTable } from '../shell/registry';
import { apachePrograms } from './families/apache-programs';
import { corePrograms } from './families/core-programs';
import { directoryPrograms } from './families/directory-programs';
import { dnsPrograms } from './families/dns-programs';
import { dockerPrograms } from './families/docker-programs';
import { firewallPrograms } from './families/firewall-programs';
import { ftpPrograms } from './families/ftp-programs';
import { gunicornPrograms } from './families/gunicorn-programs';
import { mailPrograms } from './families/mail-programs';
import { mariadbPrograms } from './families/mariadb-programs';
import { mongodbPrograms } from './families/mongodb-programs';
import { mqttPrograms } from './families/mqtt-programs';
import { nginxPrograms } from './families/nginx-programs';
import { opensslPrograms } from './families/openssl-programs';
import { postgresPrograms } from './families/postgres-programs';
import { probePrograms } from './families/probe-programs';
import { pythonPrograms } from './families/python-programs';
import { redisPrograms } from './families/redis-programs';
import { servicePrograms } from './families/service-programs';
import { sshPrograms } from './families/ssh-programs';
import { webClientPrograms } from './families/web-client-programs';
import { wgetPrograms } from './families/wget-programs';

export const programTable: ProgramTable = createProgramTable([
  ...corePrograms,
  ...apachePrograms,
  ...directoryPrograms,
  ...dnsPrograms,
  ...dockerPrograms,
  ...firewallPrograms,
  ...ftpPrograms,
  ...gunicornPrograms,
  ...mailPrograms,
  ...mariadbPrograms,
  ...mongodbPrograms,
  ...mqttPrograms,
  ...nginxPrograms,
  ...opensslPrograms,
  ...postgresPrograms,
  ...probePrograms,
  ...pythonPrograms,
  ...redisPrograms,
  ...servicePrograms,
  ...sshPrograms,
  ...webClientPrograms,
  ...wgetPrograms,
]);
