/** The services of a machine as systemd shows them: docs/tools/system.md. */
import type { Program } from '../../host/program';
import { systemd } from '../../program/systemd/supervisor';
import { journalctl } from '../../shell/commands/journalctl';
import { systemctl } from '../../shell/commands/systemctl';

export const servicePrograms: readonly Program[] = [journalctl, systemctl, systemd];
