/** What a package of Debian puts on a host beside its program, before anybody has changed it. */

/** Owner is root and the mode 0o644 where it is only a text. */
type PackageFile = string | { owner: string; mode: number; text: string };

export type ServerPackage = {
  /** Accounts of servers, which nobody logs in to. */
  users: Readonly<Record<string, { id: number; home: string }>>;
  /** Folders beside those of the files; root's and 0o755 where nothing is said. */
  folders: Readonly<Record<string, { owner?: string; mode?: number }>>;
  files: Readonly<Record<string, PackageFile>>;
};
