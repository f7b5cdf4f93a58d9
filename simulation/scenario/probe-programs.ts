/** Programs that look at a network from outside, and at its wires: docs/tools/containers-and-probes.md. */
import type { Program } from '../host/program';
import { docker } from '../program/docker/docker';
import { dockerProxy } from '../program/docker/docker-proxy';
import { mosquitto } from '../program/mqtt/mosquitto';
import { mosquittoPub, mosquittoSub } from '../shell/commands/mosquitto-client';
import { nft } from '../shell/commands/nft';
import { nmap } from '../shell/commands/nmap';
import { tcpdump } from '../shell/commands/tcpdump';
import { traceroute } from '../shell/commands/traceroute';
import { ufw } from '../shell/commands/ufw';

export const probePrograms: readonly Program[] = [
  mosquitto,
  mosquittoPub,
  mosquittoSub,
  docker,
  dockerProxy,
  nft,
  nmap,
  tcpdump,
  traceroute,
  ufw,
];
