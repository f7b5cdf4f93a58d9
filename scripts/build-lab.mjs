/**
 * Bundles labd, its agent and the services, one file each, and puts koffi's native module beside:
 * .portside/lab/{labd,agent,service}.cjs and koffi.node. All are handed over by descriptor later.
 * Takes some 50 ms; a file whose content has not changed is left alone.
 */

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = path.join(root, '.portside', 'lab');

/** Written beside and renamed, so that a reader sees the old file or the new one. */
function place(name, bytes) {
  const file = path.join(out, name);
  if (existsSync(file) && readFileSync(file).equals(bytes)) return;
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, bytes, { mode: 0o644 });
  renameSync(beside, file);
}

/** koffi's prebuilt module for this system, or null where there is none. */
function koffiModule() {
  const { platform, arch } = process;
  const glibc = process.report?.getReport().header.glibcVersionRuntime;
  const kind = platform === 'linux' && !glibc ? 'musl' : platform;
  const require = createRequire(import.meta.url);
  try {
    const manifest = require.resolve(`@koromix/koffi-${platform}-${arch}/package.json`);
    const file = path.join(path.dirname(manifest), `${kind}_${arch}`, 'koffi.node');
    return existsSync(file) ? readFileSync(file) : null;
  } catch {
    return null;
  }
}

export async function buildLab() {
  mkdirSync(out, { recursive: true });
  const { dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  for (const [name, entry] of [
    ['labd.cjs', 'lab/labd/main.ts'],
    ['agent.cjs', 'lab/agent/main.ts'],
    ['service.cjs', 'lab/service/main.ts'],
  ]) {
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: [entry],
      bundle: true,
      write: false,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      alias: { '@': root },
      define: { LAB_VERSIONS: JSON.stringify(dependencies) },
      minifyWhitespace: true,
      minifySyntax: true,
      legalComments: 'none',
      logLevel: 'error',
    });
    place(name, Buffer.from(outputFiles[0].contents));
  }
  const native = koffiModule();
  if (native) place('koffi.node', native);
  else rmSync(path.join(out, 'koffi.node'), { force: true });
  return out;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await buildLab();
