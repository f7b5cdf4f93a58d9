/** FTP: the server and the client. */
import type { Program } from '../../host/program';
import { vsftpd } from '../../program/vsftpd/vsftpd';
import { ftp } from '../../shell/commands/ftp';

export const ftpPrograms: readonly Program[] = [ftp, vsftpd];
