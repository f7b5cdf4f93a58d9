/** Commands that change the packet filter. */
import type { Program } from '../../host/program';
import { iptables } from '../../shell/commands/iptables';
import { nft } from '../../shell/commands/nft';
import { ufw } from '../../shell/commands/ufw';

export const firewallPrograms: readonly Program[] = [iptables, nft, ufw];
