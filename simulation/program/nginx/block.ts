/** Blocks of a configuration as they were written, and what is gathered while they are read. */
import type { Routine } from '../../host/program';
import type { Listen, ProxyTarget } from './config';
import type { UpstreamServer } from './config-upstream';
import type { Place } from './config-words';
import type { Context } from './directives';

/** A block as it was written, its directives sorted by what they are. */
export type Block = {
  context: Context | 'types';
  words: readonly string[];
  place: Place;
  values: Record<string, readonly string[]>;
  /** Where each single value stands. */
  places: Record<string, Place>;
  lists: Record<string, { words: readonly string[]; place: Place }[]>;
  blocks: Block[];
  types: Record<string, string> | null;
  /** What `listen`, an upstream's `server` and `proxy_pass` were read as. */
  listens: Listen[];
  servers: UpstreamServer[];
  proxy: ProxyTarget | null;
};

/** What is gathered while files are read. */
export type Reading = {
  path: string;
  files: { path: string; text: string }[];
  warnings: string[];
  user: string;
  formats: Record<string, string>;
  /** Texts of certificates and keys by path. */
  pems: Record<string, string>;
  /** Called with the http block at its end. */
  finish: (block: Block, place: Place) => Routine;
};

export function createBlock(
  context: Block['context'],
  words: readonly string[],
  place: Place,
): Block {
  const held = { listens: [], servers: [], proxy: null };
  return {
    context,
    words,
    place,
    values: {},
    places: {},
    lists: {},
    blocks: [],
    types: null,
    ...held,
  };
}
