/** The files of a host: paths, owners and permission bits (path_resolution(7), chmod(1)). */
import type { Errno } from './system-call';

export type FileNode = Readonly<{
  kind: 'file' | 'directory';
  /** Bytes of a file, one character each; empty for a directory. */
  data: string;
  owner: string;
  /** Permission bits, e.g. 0o644. */
  mode: number;
  /** Milliseconds since the scenario's start; the time of the last change. */
  modified: number;
}>;

/** Nodes by absolute path. */
export type Files = Readonly<Record<string, FileNode>>;

type Found<T> = { ok: true; value: T } | { ok: false; errno: Errno };
const fail = (errno: Errno): { ok: false; errno: Errno } => ({ ok: false, errno });

/** An absolute path without `.`, `..` and doubled slashes. */
export function resolvePath(cwd: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** Whether `user` may read (4), write (2) or enter (1). Groups have their owner's name only. */
export function mayAccess(node: FileNode, user: string, bit: 1 | 2 | 4): boolean {
  if (user === 'root') return true;
  return ((node.owner === user ? node.mode >> 6 : node.mode) & bit) !== 0;
}

/** The node at `path`, if every directory on the way may be entered. */
export function findNode(files: Files, path: string, user: string): Found<FileNode> {
  const parts = path.split('/').filter((part) => part !== '');
  let at = '';
  for (const part of ['', ...parts.slice(0, -1)]) {
    at = part === '' ? '/' : `${at === '/' ? '' : at}/${part}`;
    const node = files[at];
    if (!node) return fail('ENOENT');
    if (node.kind !== 'directory') return fail('ENOTDIR');
    if (!mayAccess(node, user, 1)) return fail('EACCES');
  }
  const node = files[path];
  return node ? { ok: true, value: node } : fail('ENOENT');
}

/** Names in a directory, in byte order. */
export function listDirectory(files: Files, path: string): string[] {
  const start = path === '/' ? '/' : `${path}/`;
  return Object.keys(files)
    .filter((one) => one !== '/' && one.startsWith(start) && !one.slice(start.length).includes('/'))
    .map((one) => one.slice(start.length))
    .sort((a, b) => (a < b ? -1 : 1));
}

/** Whether `user` may make or remove entries next to `path`. */
export function mayChangeParent(files: Files, path: string, user: string): Found<null> {
  const parent = findNode(files, parentOf(path), user);
  if (!parent.ok) return parent;
  if (parent.value.kind !== 'directory') return fail('ENOTDIR');
  if (!mayAccess(parent.value, user, 2)) return fail('EACCES');
  // The sticky bit of /tmp: only owners remove.
  const node = files[path];
  const sticky = (parent.value.mode & 0o1000) !== 0;
  if (sticky && node && node.owner !== user && user !== 'root') return fail('EPERM');
  return { ok: true, value: null };
}

/** `files` with `node` at `path`, and with the directories above it made where they lack. */
export function withFile(files: Files, path: string, node: FileNode): Files {
  const next: Record<string, FileNode> = { ...files, [path]: node };
  for (let up = parentOf(path); !next[up]; up = parentOf(up)) {
    next[up] = {
      kind: 'directory',
      data: '',
      owner: node.owner,
      mode: 0o755,
      modified: node.modified,
    };
  }
  return next;
}

export function withoutFile(files: Files, path: string): Files {
  const { [path]: _, ...rest } = files;
  return rest;
}

/** `from` and all below it under the name `to`. */
export function renamed(files: Files, from: string, to: string): Files {
  const next: Record<string, FileNode> = {};
  for (const [path, node] of Object.entries(files)) {
    if (path === to || path.startsWith(`${to}/`)) continue;
    const moved = path === from || path.startsWith(`${from}/`);
    next[moved ? to + path.slice(from.length) : path] = node;
  }
  return next;
}
