import 'server-only';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type WidgetData, widgetSheet } from '@/contract/widget';
import { toPublicScenario } from '@/simulation/scenario/public-scenario';
import { contentFolder } from './content-folder';
import { ContentError } from './content-mistake';
import { loadScenariosIn } from './load-scenarios';
import { readContentYaml } from './read-content';

/** Every widget, in the order of its page. @throws ContentError with every mistake */
export async function loadWidgets(folder = contentFolder): Promise<WidgetData[]> {
  const home = join(folder, 'widgets');
  const names = (await readdir(home, { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  const read = await Promise.all(names.map((name) => readWidget(home, name)));
  const mistakes = read.flatMap((one) => (one.ok ? [] : one.mistakes));
  if (mistakes.length > 0) throw new ContentError(mistakes);
  return read
    .flatMap((one) => (one.ok ? [one] : []))
    .sort((one, other) => one.order - other.order)
    .map(({ widget }) => widget);
}

async function readWidget(home: string, name: string) {
  const [sheet, worlds] = await Promise.all([
    readContentYaml(join(home, name, 'widget.yaml'), widgetSheet),
    loadScenariosIn(join(home, name)),
  ]);
  if (!sheet.ok || !worlds.ok) {
    const mistakes = [...(sheet.ok ? [] : sheet.mistakes), ...(worlds.ok ? [] : worlds.mistakes)];
    return { ok: false as const, mistakes };
  }
  const { order, ...rest } = sheet.value;
  const widget: WidgetData = { name, ...rest, scenarios: worlds.scenarios.map(toPublicScenario) };
  return { ok: true as const, order, widget };
}
