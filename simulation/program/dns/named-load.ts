/** Reading named.conf and the zones it names from the files of a host. */
import type { Routine } from '../../host/program';
import { readFile, sys } from '../../host/system';
import { joinPath } from '../path';
import { isSameName } from './name';
import {
  type NamedReading,
  type NamedSettings,
  readNamedConf,
  type ZoneSetting,
} from './named-conf';
import { readZone, type Zone } from './zone-file';

/** A zone as it is served, and what its file was like when it was read. */
export type LoadedZone = { setting: ZoneSetting; zone: Zone | null; modified: number };

/** Reads the file and all it includes; null where the first cannot be opened. */
export function* readConfiguration(path: string): Routine<NamedReading | null> {
  const first = yield* readFile(path);
  if (!first.ok) return null;
  const files = new Map<string, string>();
  for (let count = 0; count < 32; count += 1) {
    let missing: string | null = null;
    const reading = readNamedConf(first.value, path, (wanted) => {
      const known = files.get(wanted);
      if (known === undefined) missing ??= wanted;
      return known ?? null;
    });
    if (missing === null) return reading;
    const text = yield* readFile(missing);
    if (!text.ok) return reading;
    files.set(missing, text.value);
  }
  return readNamedConf(first.value, path);
}

/** Reads the zones anew whose file has changed; `old` stays where the new one is bad. */
export function* loadZones(
  settings: NamedSettings,
  old: readonly LoadedZone[],
): Routine<{ zones: LoadedZone[]; messages: string[] }> {
  const zones: LoadedZone[] = [];
  const messages: string[] = [];
  for (const setting of settings.zones) {
    const path = joinPath(settings.directory, setting.file);
    const before = old.find(({ setting: one }) => isSameName(one.origin, setting.origin));
    const status = yield* sys.stat(path);
    const modified = status.ok ? status.value.modified : -1;
    if (before?.zone && before.modified === modified && before.setting.file === setting.file) {
      zones.push({ ...before, setting });
      continue;
    }
    const text = yield* readFile(path);
    if (!text.ok) {
      const label = `zone ${setting.name}/IN: `;
      const why = text.errno === 'EACCES' ? 'permission denied' : 'file not found';
      messages.push(`${label}loading from master file ${setting.file} failed: ${why}`);
      messages.push(`${label}not loaded due to errors.`);
      zones.push({ setting, zone: before?.zone ?? null, modified });
      continue;
    }
    const reading = readZone(text.value, setting.file, setting.origin);
    messages.push(...reading.messages);
    zones.push({ setting, zone: reading.zone ?? before?.zone ?? null, modified });
  }
  return { zones, messages };
}
