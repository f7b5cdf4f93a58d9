/** The real programs that the lab knows how to run. Where two can stand for a service, the first found does. */
import type { Impossible, ProgramRow } from './program';
import { dataRows } from './rows/data';
import { nameRows } from './rows/names';
import { peopleRows } from './rows/people';
import { webRows } from './rows/web';

export const programs: readonly ProgramRow[] = [
  ...webRows,
  ...dataRows,
  ...nameRows,
  ...peopleRows,
];

/** A sandbox has one account and no real root; these were made to need more. */
export const impossible: readonly Impossible[] = [
  {
    id: 'postfix',
    service: 'mail',
    package: 'postfix',
    why: 'its master must be root and hands the work to a second account, postfix; a sandbox has one account',
  },
  {
    id: 'exim',
    service: 'mail',
    package: 'exim4-daemon-light',
    why: 'it delivers as an account that is compiled in, Debian-exim, and becomes root for that; a sandbox has one account',
  },
  {
    id: 'vsftpd',
    service: 'ftp',
    package: 'vsftpd',
    why: 'it checks passwords against the machine’s accounts and becomes each of them; a sandbox has one account',
  },
];
