/** What asks web servers first: the browser and curl. */
import type { Program } from '../../host/program';
import { browser } from '../../program/browser';
import { curl } from '../../shell/commands/curl';

export const webClientPrograms: readonly Program[] = [browser, curl];
