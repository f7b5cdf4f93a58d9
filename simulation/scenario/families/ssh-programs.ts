/** Logging in on other hosts: the client, its keeper of keys and the server. */
import type { Program } from '../../host/program';
import { sshd } from '../../program/ssh/sshd';
import { ssh } from '../../shell/commands/ssh';
import { sshKeygen } from '../../shell/commands/ssh-keygen';

export const sshPrograms: readonly Program[] = [ssh, sshKeygen, sshd];
