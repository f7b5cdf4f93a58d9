/** Containers: docs/tools/containers-and-probes.md. */
import type { Program } from '../../host/program';
import { docker } from '../../program/docker/docker';
import { dockerProxy } from '../../program/docker/docker-proxy';

export const dockerPrograms: readonly Program[] = [docker, dockerProxy];
