/**
 * Bundles labd, its agent, the services and the database, one file each, and puts beside them what
 * they cannot find by path: koffi's native module, PostgreSQL in WebAssembly and the data directory
 * that it starts from. All are handed over by descriptor later. Takes some 100 ms, and some seconds
 * more when there is no data directory for this version; what has not changed is left alone.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
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

/** PGlite's files, and a data directory made by exactly this version and this recipe. */
function placePostgres(version) {
  const require = createRequire(import.meta.url);
  const dist = path.dirname(require.resolve('@electric-sql/pglite'));
  for (const name of ['pglite.wasm', 'pglite.data']) {
    place(name, readFileSync(path.join(dist, name)));
  }
  const recipe = path.join(root, 'scripts', 'build-postgres.mjs');
  const wanted = createHash('sha256').update(version).update(readFileSync(recipe)).digest('hex');
  const data = path.join(out, 'postgres-data.tar.gz');
  const stamp = path.join(out, 'postgres-data.stamp');
  if (existsSync(data) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const beside = `${data}.${process.pid}`;
  execFileSync(process.execPath, [recipe, beside], { cwd: root, stdio: ['ignore', 2, 2] });
  renameSync(beside, data);
  place('postgres-data.stamp', Buffer.from(wanted));
}

export async function buildLab() {
  mkdirSync(out, { recursive: true });
  const { dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const native = koffiModule();
  if (native) place('koffi.node', native);
  else rmSync(path.join(out, 'koffi.node'), { force: true });
  placePostgres(dependencies['@electric-sql/pglite']);
  // labd comes last: where it lies, all lies.
  for (const [name, entry] of [
    ['database.cjs', 'lab/database/main.ts'],
    ['agent.cjs', 'lab/agent/main.ts'],
    ['service.cjs', 'lab/service/main.ts'],
    ['labd.cjs', 'lab/labd/main.ts'],
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
      define: {
        LAB_VERSIONS: JSON.stringify(dependencies),
        // No bundle lies at a place; a library that wants to know one must be content with this.
        'import.meta.url': JSON.stringify('file:///lab.cjs'),
      },
      minifyWhitespace: true,
      minifySyntax: true,
      legalComments: 'none',
      logLevel: 'error',
    });
    place(name, Buffer.from(outputFiles[0].contents));
  }
  return out;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await buildLab();
