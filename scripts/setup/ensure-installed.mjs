import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fingerprint } from './fingerprint.mjs';
import { runCommand } from './run-command.mjs';

const stamp = 'node_modules/.portside-installed';
const oldest = [20, 19];

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  console.error(
    `Portside needs Node ${oldest.join('.')} or newer; this is Node ${process.versions.node}. Install a newer one from nodejs.org and run the command again.`,
  );
  process.exit(1);
}

const read = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

/** Installs the locked packages unless node_modules already holds exactly these. */
export async function ensureInstalled() {
  refuseOldNode();
  const wanted = fingerprint(['package-lock.json']);
  if (read(stamp) === wanted) return;
  console.error('Installing packages (npm ci) ...');
  // No package needs its install script: native parts come inside the packages.
  const words = 'ci --include=dev --ignore-scripts --no-audit --no-fund --loglevel=error';
  const status = await runCommand('npm', words.split(' '), { aside: true });
  if (status !== 0) {
    console.error(
      'The packages could not be installed. npm says why above; check that the package registry can be reached, then run the command again.',
    );
    process.exit(1);
  }
  mkdirSync('node_modules', { recursive: true });
  writeFileSync(stamp, wanted);
}
