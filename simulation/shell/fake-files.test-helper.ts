/** The files of the fake kernel: owners, permission bits, folders. Only for tests. */
import { encodeText } from '../host/bytes';
import type { FileStatus } from '../host/system';
import type { Call, Errno } from '../host/system-call';

export type FakeNode = {
  directory: boolean;
  bytes: string;
  owner: string;
  mode: number;
  modified: number;
};

/** Who asks, and from which folder. */
export type Asker = { user: string; cwd: string; now: number };

type Answer<T> = { ok: true; value: T } | { ok: false; errno: Errno };
const no = (errno: Errno): { ok: false; errno: Errno } => ({ ok: false, errno });
const yes = <T>(value: T): Answer<T> => ({ ok: true, value });

const passwd = 'root:x:0:0:root:/root:/bin/bash\nyou:x:1000:1000::/home/you:/bin/bash\n';

export class FakeFiles {
  readonly nodes = new Map<string, FakeNode>();

  constructor(files: Record<string, string>) {
    const modified = Date.parse('2026-11-20T10:00:00Z');
    for (const path of ['/', '/root', '/home', '/etc', '/tmp', '/home/you', '/home/you/shop']) {
      this.folder(path, path.startsWith('/home/you') ? 'you' : 'root', modified);
    }
    for (const [path, text] of Object.entries(files)) {
      const parts = path.split('/');
      for (let end = 2; end < parts.length; end += 1) {
        this.folder(parts.slice(0, end).join('/'), 'you', modified);
      }
      const mode = text.startsWith('#!') ? 0o755 : 0o644;
      const bytes = encodeText(text);
      this.nodes.set(path, { directory: false, bytes, owner: 'you', mode, modified });
    }
    const etc = { directory: false, bytes: passwd, owner: 'root', mode: 0o644, modified };
    this.nodes.set('/etc/passwd', etc);
  }

  private folder(path: string, owner: string, modified: number) {
    const mode = path === '/root' ? 0o700 : 0o755;
    if (this.nodes.has(path)) return;
    this.nodes.set(path, { directory: true, bytes: '', owner, mode, modified });
  }

  path({ cwd }: Asker, path: string): string {
    const parts: string[] = [];
    for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '' && part !== '.') parts.push(part);
    }
    return `/${parts.join('/')}`;
  }

  private may({ user }: Asker, node: FakeNode | undefined, bit: number): boolean {
    if (user === 'root' || !node) return true;
    return (node.mode & (node.owner === user ? bit << 6 : bit)) !== 0;
  }

  /** What keeps the asker out on the way to `path`. */
  private blocked(asker: Asker, path: string): Errno | null {
    const parts = path.split('/');
    for (let end = 1; end < parts.length; end += 1) {
      const node = this.nodes.get(parts.slice(0, end).join('/') || '/');
      if (node && !node.directory) return 'ENOTDIR';
      if (!this.may(asker, node, 1)) return 'EACCES';
    }
    return null;
  }

  private parent(path: string): FakeNode | undefined {
    return this.nodes.get(path.slice(0, path.lastIndexOf('/')) || '/');
  }

  stat(asker: Asker, typed: string): Answer<FileStatus> {
    const path = this.path(asker, typed);
    if (path === '/dev/null') {
      return yes({ kind: 'file', size: 0, owner: 'root', mode: 0o666, modified: 0 });
    }
    const problem = this.blocked(asker, path);
    if (problem) return no(problem);
    const node = this.nodes.get(path);
    if (!node) return no('ENOENT');
    if (typed.endsWith('/') && !node.directory) return no('ENOTDIR');
    const { directory, bytes, owner, mode, modified } = node;
    const size = directory ? 4096 : bytes.length;
    return yes({ kind: directory ? 'directory' : 'file', size, owner, mode, modified });
  }

  readdir(asker: Asker, typed: string): Answer<string[]> {
    const path = this.path(asker, typed);
    const node = this.nodes.get(path);
    if (!node) return no('ENOENT');
    if (!node.directory) return no('ENOTDIR');
    if (!this.may(asker, node, 4)) return no('EACCES');
    const base = path === '/' ? '/' : `${path}/`;
    const below = [...this.nodes.keys()].filter((name) => name !== '/' && name.startsWith(base));
    const names = below.map((name) => name.slice(base.length));
    return yes(names.filter((name) => !name.includes('/')).sort());
  }

  chdir(asker: Asker, typed: string): Answer<string> {
    const path = this.path(asker, typed);
    const node = this.nodes.get(path);
    if (!node) return no('ENOENT');
    if (!node.directory) return no('ENOTDIR');
    return this.may(asker, node, 1) ? yes(path) : no('EACCES');
  }

  open(asker: Asker, typed: string, mode: 'r' | 'w' | 'a'): Answer<FakeNode> {
    const path = this.path(asker, typed);
    const problem = this.blocked(asker, path);
    if (problem) return no(problem);
    const node = this.nodes.get(path);
    if (node?.directory) return no('EISDIR');
    if (!node) {
      const parent = this.parent(path);
      if (mode === 'r' || !parent?.directory || typed.endsWith('/')) return no('ENOENT');
      if (!this.may(asker, parent, 2)) return no('EACCES');
      const made = { directory: false, bytes: '', owner: asker.user, mode: 0o644 };
      this.nodes.set(path, { ...made, modified: asker.now });
      return this.open(asker, typed, mode);
    }
    if (!this.may(asker, node, mode === 'r' ? 4 : 2)) return no('EACCES');
    if (mode === 'w') {
      node.bytes = '';
      node.modified = asker.now;
    }
    return yes(node);
  }

  change(
    asker: Asker,
    call: Extract<Call, { call: 'unlink' | 'mkdir' | 'rmdir' | 'rename' }>,
  ): Answer<null> {
    const path = this.path(asker, call.call === 'rename' ? call.from : call.path);
    const problem = this.blocked(asker, path);
    if (problem) return no(problem);
    const node = this.nodes.get(path);
    const parent = this.parent(path);
    if (call.call === 'mkdir') {
      if (node) return no('EEXIST');
      if (!parent?.directory) return no('ENOENT');
      if (!this.may(asker, parent, 2)) return no('EACCES');
      this.folder(path, asker.user, asker.now);
      return yes(null);
    }
    if (!node) return no('ENOENT');
    if (!this.may(asker, parent, 2)) return no('EACCES');
    const inside = [...this.nodes.keys()].filter((name) => name.startsWith(`${path}/`));
    if (call.call === 'rename') {
      const to = this.path(asker, call.to);
      if (!this.parent(to)?.directory) return no('ENOENT');
      for (const name of [path, ...inside]) {
        const moved = this.nodes.get(name);
        this.nodes.delete(name);
        if (moved) this.nodes.set(to + name.slice(path.length), moved);
      }
      return yes(null);
    }
    if (call.call === 'unlink' && node.directory) return no('EISDIR');
    if (call.call === 'rmdir' && !node.directory) return no('ENOTDIR');
    if (inside.length > 0) return no('ENOTEMPTY');
    this.nodes.delete(path);
    return yes(null);
  }
}
