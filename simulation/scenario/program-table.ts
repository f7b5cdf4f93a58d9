/** Every program that a host of the course can run, by the name it is started with. */
import type { ProgramTable } from '../host/program';
import { browser } from '../program/browser';
import { sshd } from '../program/sshd';
import { curl } from '../shell/commands/curl';
import { getent } from '../shell/commands/getent';
import { ip } from '../shell/commands/ip';
import { iptables } from '../shell/commands/iptables';
import { lsof } from '../shell/commands/lsof';
import { nc } from '../shell/commands/nc';
import { netstat } from '../shell/commands/netstat';
import { ping } from '../shell/commands/ping';
import { poweroff, shutdown } from '../shell/commands/poweroff';
import { python, python3 } from '../shell/commands/python3';
import { ss } from '../shell/commands/ss';
import { ssh } from '../shell/commands/ssh';
import { sysctl } from '../shell/commands/sysctl';
import { createProgramTable } from '../shell/registry';
import { databasePrograms } from './database-programs';
import { dnsPrograms } from './dns-programs';
import { mailPrograms } from './mail-programs';
import { probePrograms } from './probe-programs';
import { secretPrograms } from './secret-programs';
import { servicePrograms } from './service-programs';
import { webPrograms } from './web-programs';

export const programTable: ProgramTable = createProgramTable([
  ...servicePrograms((name) => Object.hasOwn(programTable, name)),
  ...dnsPrograms,
  ...databasePrograms,
  ...mailPrograms,
  ...secretPrograms,
  ...webPrograms,
  ...probePrograms,
  ...[iptables, poweroff, shutdown],
  ...[browser, curl, getent, ip, lsof, nc, netstat, ping, python, python3, ss, ssh, sshd, sysctl],
]);
