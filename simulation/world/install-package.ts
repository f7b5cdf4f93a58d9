/** Lays a package's users, folders and files on a host that is not switched on yet. */
import type { PackageName } from '@/contract/scenario';
import { encodeText } from '../host/bytes';
import { type FileNode, type Files, withFile } from '../host/file-system';
import type { ServerPackage } from '../host/package';
import type { ProgramTable } from '../host/program';

/** The program whose row of the table brings each package, so that both are fetched together. */
export const packageProgram: Readonly<Record<PackageName, string>> = {
  apache2: 'apache2',
  bind9: 'named',
  dnsmasq: 'dnsmasq',
  'dovecot-imapd': 'dovecot',
  'mariadb-server': 'mariadbd',
  mosquitto: 'mosquitto',
  nginx: 'nginx',
  'openssh-server': 'sshd',
  postfix: 'postfix',
  postgresql: 'postgres',
  'redis-server': 'redis-server',
  slapd: 'slapd',
  vsftpd: 'vsftpd',
};

/** Throws where the table has not the program, or its row no package. */
export function findPackage(name: PackageName, programs: ProgramTable): ServerPackage {
  const found = programs[packageProgram[name]]?.package;
  if (!found) throw new Error(`The package "${name}" needs the program "${packageProgram[name]}"`);
  return found;
}

export function installPackage(files: Files, { folders, files: texts }: ServerPackage): Files {
  let next = files;
  const paths = [...Object.keys(folders), ...Object.keys(texts)];
  for (const path of paths) {
    // What lies above is root's, whoever owns what the package puts there.
    for (let end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) {
      const above = path.slice(0, end);
      if (!next[above]) next = withFile(next, above, folder('root', 0o755));
    }
  }
  for (const [path, { owner = 'root', mode = 0o755 }] of Object.entries(folders)) {
    next = withFile(next, path, folder(owner, mode));
  }
  for (const [path, file] of Object.entries(texts)) {
    const { owner, mode, text } =
      typeof file === 'string' ? { owner: 'root', mode: 0o644, text: file } : file;
    next = withFile(next, path, { kind: 'file', data: encodeText(text), owner, mode, modified: 0 });
  }
  return next;
}

function folder(owner: string, mode: number): FileNode {
  return { kind: 'directory', data: '', owner, mode, modified: 0 };
}
