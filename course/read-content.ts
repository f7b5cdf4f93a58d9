import { readFile } from 'node:fs/promises';
import type * as z from 'zod/mini';
import type { Mistake } from './content-mistake';
import { readYaml, type YamlResult } from './read-yaml';

/** Text of a content file, or the mistake that it is missing. */
export async function readContent(
  file: string,
): Promise<{ ok: true; text: string } | { ok: false; mistakes: Mistake[] }> {
  try {
    return { ok: true, text: await readFile(file, 'utf8') };
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const message = missing
      ? 'this file is missing: make it (docs/authoring.md shows its format).'
      : `cannot be read: ${(error as Error).message}.`;
    return { ok: false, mistakes: [{ file, line: 1, column: 1, message }] };
  }
}

/** Reads a YAML content file by its schema. */
export async function readContentYaml<T>(
  file: string,
  schema: z.ZodMiniType<T>,
): Promise<YamlResult<T>> {
  const read = await readContent(file);
  return read.ok ? readYaml(file, read.text, schema) : read;
}
