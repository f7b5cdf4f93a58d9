/** What every host of the course has beside the shell: the commands that the lessons look and knock with. */
import type { Program } from '../../host/program';
import { getent } from '../../shell/commands/getent';
import { ip } from '../../shell/commands/ip';
import { lsof } from '../../shell/commands/lsof';
import { nc } from '../../shell/commands/nc';
import { netstat } from '../../shell/commands/netstat';
import { ping } from '../../shell/commands/ping';
import { poweroff, shutdown } from '../../shell/commands/poweroff';
import { ss } from '../../shell/commands/ss';
import { sysctl } from '../../shell/commands/sysctl';

export const corePrograms: readonly Program[] = [
  ...[getent, ip, lsof, nc, netstat, ping, poweroff, shutdown, ss, sysctl],
];
