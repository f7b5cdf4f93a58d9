/** Collections of a mongod: a folder for each database, a JSON file with an array for each collection. */
import type { Routine } from '../../host/program';
import { readFile, sys, writeFile } from '../../host/system';
import { type BsonDocument, type BsonValue, isPlainDocument } from './bson';

function parseCollection(text: string): BsonDocument[] {
  try {
    const given: unknown = JSON.parse(text);
    return Array.isArray(given)
      ? given.filter((one) => typeof one === 'object' && one !== null && !Array.isArray(one))
      : [];
  } catch {
    return [];
  }
}

function isSafe(name: string): boolean {
  return /^[^/\0$]{1,63}$/.test(name) && !/^\.+$/.test(name);
}

export function* loadCollection(
  folder: string,
  database: string,
  name: string,
): Routine<BsonDocument[]> {
  if (!isSafe(database) || !isSafe(name)) return [];
  const text = yield* readFile(`${folder}/${database}/${name}.json`);
  return text.ok ? parseCollection(text.value) : [];
}

export function* saveCollection(
  folder: string,
  database: string,
  name: string,
  documents: BsonDocument[],
): Routine<boolean> {
  if (!isSafe(database) || !isSafe(name)) return false;
  yield* sys.mkdir(`${folder}/${database}`);
  const rows = documents.map((one) => ` ${JSON.stringify(one)}`).join(',\n');
  return (yield* writeFile(`${folder}/${database}/${name}.json`, `[\n${rows}\n]\n`)).ok;
}

export function* listCollections(folder: string, database: string): Routine<string[]> {
  if (!isSafe(database)) return [];
  const found = yield* sys.readdir(`${folder}/${database}`);
  return found.ok
    ? found.value.flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : []))
    : [];
}

export function* listDatabases(folder: string): Routine<string[]> {
  const found = yield* sys.readdir(folder);
  const names: string[] = [];
  for (const name of found.ok ? found.value : []) {
    if ((yield* listCollections(folder, name)).length > 0) names.push(name);
  }
  return names;
}

function same(left: BsonValue | undefined, right: BsonValue): boolean {
  return JSON.stringify(left ?? null) === JSON.stringify(right);
}

/** Whether every field of the filter is equal; the operator it knows not, where there is one. */
export function matches(document: BsonDocument, filter: BsonDocument): boolean {
  return Object.entries(filter).every(([name, value]) => same(document[name], value));
}

/** The first `$operator` of a filter; none is modelled. */
export function findOperator(filter: BsonDocument): string | null {
  for (const [name, value] of Object.entries(filter)) {
    if (name.startsWith('$')) return name;
    const inner = isPlainDocument(value)
      ? Object.keys(value).find((one) => one.startsWith('$'))
      : undefined;
    if (inner !== undefined) return inner;
  }
  return null;
}
