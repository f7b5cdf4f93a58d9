import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { rooms, toRules } from './room-rules.mjs';

/**
 * Reads every import under the rooms of `base` and checks it against the walls.
 * Modules and violations come with paths relative to `base`.
 *
 * @typedef {{ resolved: string, dependencyTypes: string[] }} Dependency
 * @typedef {{ source: string, dependencies: Dependency[] }} Module
 * @typedef {{ from: string, to: string, rule: { name: string } }} Violation
 * @param {string} base folder that holds the rooms and a tsconfig.json
 * @returns {Promise<{ folders: string[], modules: Module[], violations: Violation[] }>}
 */
export async function cruiseRooms(base) {
  const baseDir = resolve(base);
  const folders = [...Object.keys(rooms), 'scripts', 'bench', 'e2e'].filter((name) =>
    existsSync(join(baseDir, name)),
  );
  const tsconfig = join(baseDir, 'tsconfig.json');
  const { output } = await cruise(
    folders,
    {
      baseDir,
      ruleSet: { forbidden: toRules() },
      validate: true,
      doNotFollow: { path: 'node_modules' },
      exclude: { path: '(^|/)(\\.next|\\.portside)/' },
      tsPreCompilationDeps: true,
      tsConfig: { fileName: tsconfig },
      enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js', '.css', '.json'] },
    },
    undefined,
    { tsConfig: extractTSConfig(tsconfig) },
  );
  const modules = output.modules.filter((module) =>
    folders.some((room) => module.source.startsWith(`${room}/`)),
  );
  return { folders, modules, violations: output.summary.violations };
}
