/** What looks at a network from outside, and at its wires: docs/tools/containers-and-probes.md. */
import type { Program } from '../../host/program';
import { nmap } from '../../shell/commands/nmap';
import { tcpdump } from '../../shell/commands/tcpdump';
import { traceroute } from '../../shell/commands/traceroute';

export const probePrograms: readonly Program[] = [nmap, tcpdump, traceroute];
