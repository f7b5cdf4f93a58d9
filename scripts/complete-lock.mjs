// `npm run lock`, after any change of packages: makes package-lock.json whole again.
// A registry that lacks the native parts of other systems makes npm leave those out of the lock,
// and `npm ci` then refuses it everywhere. They are optional and pinned by their parent's exact
// version, so they can be written down without having been fetched.
import { readFileSync, writeFileSync } from 'node:fs';

const file = 'package-lock.json';
const systems = [
  'android',
  'darwin',
  'win32',
  'freebsd',
  'openbsd',
  'netbsd',
  'openharmony',
  'linux',
];
const processors = /(?<=-)(arm64|x64|ia32|riscv64|ppc64|s390x|loong64|mips64el|wasm32|arm)/;

/** The lock's entry for a native part, e.g. `binding-linux-x64-musl`, told from its name. */
function describePart(name, version, dev) {
  const os = systems.find((system) => name.includes(system));
  const cpu = processors.exec(name)?.[0];
  const libc =
    os !== 'linux' ? null : name.includes('musl') ? 'musl' : name.includes('gnu') ? 'glibc' : null;
  return {
    version,
    ...(cpu && { cpu: [cpu] }),
    ...(dev && { dev }),
    ...(libc && { libc: [libc] }),
    optional: true,
    ...(os && { os: [os] }),
  };
}

const lock = JSON.parse(readFileSync(file, 'utf8'));
const added = {};
for (const [place, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const nested = `${place}/node_modules/${name}`;
    const shared = `node_modules/${name}`;
    const known = lock.packages[nested] ?? lock.packages[shared] ?? added[shared];
    if (known || !/^\d+\.\d+\.\d+/.test(version)) continue;
    added[shared] = describePart(name.split('/').at(-1), version, dev);
  }
}
const packages = Object.entries({ ...lock.packages, ...added });
lock.packages = Object.fromEntries(packages.sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${Object.keys(added).length} parts of other systems added.`);
