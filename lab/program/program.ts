/**
 * What a real program of the lab is made of: which packages bring it, and how it is set up in a
 * folder in memory that goes when it stops. Every word of its configuration is ours.
 */
import type { ServiceId } from '@/contract/lab-service';

/** One program that has to be installed. */
export type Part = {
  name: string;
  /** The file that proves it. A `*` stands for one folder's name, of which the highest wins. */
  file: string;
  /** Debian's package; a `*` is what the one in `file` stood for, and its name lacks it. */
  package: string;
};

/** Where a program listens, and the files of its parts, in their order. */
export type Place = { address: '0.0.0.0' | '127.0.0.1'; binaries: readonly string[] };

export type ProgramRow = {
  id: string;
  service: ServiceId;
  /** The first owns the sockets and stands in front of the others. */
  parts: readonly [Part, ...Part[]];
  /** Purposes of the service's ports on which it listens. */
  purposes: readonly string[];
  /** One of them that a second process has, for this machine only. */
  inner?: { purpose: string; process: string };
  /** What it does of the service, in a word, where that is not all. */
  covers?: string;
  /** Exchanges that fit it; all where nothing is said. */
  exchanges?: readonly string[];
  /** Megabytes of its folder. */
  megabytes: number;
  /** Files of the folder, by name. */
  files: (place: Place) => Readonly<Record<string, string>>;
  /** Shell commands run in the folder after the files are there; the last is the program. */
  run: (place: Place) => readonly string[];
};

/** A program that is known and cannot be run here, and why. */
export type Impossible = { id: string; service: ServiceId; package: string; why: string };
