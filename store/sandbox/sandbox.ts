/**
 * The worlds that a learner has built: kept in the browser's localStorage, each with what was done
 * in it. One is open; its changes can be undone. Nothing here throws: what cannot be read is set
 * aside, what cannot be kept is told.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type SandboxDocument, type SharedSandbox, sandboxDocument } from '@/contract/sandbox';
import type { ScenarioSource } from '@/contract/scenario';

const storageKey = 'portside:sandbox';
/** Worlds that could not be read are kept under this key, where they can still be saved as a file. */
const setAsideKey = 'portside:sandbox:set-aside';
/** Changes that can be undone at most. */
const longestPast = 200;

/** Something the learner must be told about their worlds. */
type SandboxNotice = 'set-aside' | 'full' | 'unavailable';

/** The parts of localStorage that are used. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export type SandboxData = {
  /** Newest first. */
  documents: readonly SandboxDocument[];
  openId: string | null;
  past: readonly ScenarioSource[];
  future: readonly ScenarioSource[];
  /** The last one that was deleted, until something else is. */
  deleted: SandboxDocument | null;
  notice: SandboxNotice | null;
};

export type SandboxActions = {
  /** Keeps a new world and opens it. Returns its id. */
  create: (shared: SharedSandbox) => string;
  open: (id: string | null) => void;
  /** One step of undo; a change that changes nothing is none. */
  edit: (next: ScenarioSource) => void;
  undo: () => void;
  redo: () => void;
  /** What was done in the open world; no step of undo. */
  keepSession: (id: string, session: string | null) => void;
  duplicate: (id: string, title: string) => void;
  remove: (id: string) => void;
  /** Brings the last deleted one back. */
  restore: () => void;
  dismissNotice: () => void;
  /** Another tab has written: its worlds are taken in. */
  reread: () => void;
};

export type Sandbox = StoreApi<SandboxData & SandboxActions>;

type Read = { documents: SandboxDocument[]; damaged: unknown[] };

/** The worlds in a stored text, and what in it is none. Never throws. */
export function parseSandboxes(text: string | null): Read {
  if (text === null) return { documents: [], damaged: [] };
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return { documents: [], damaged: [text] };
  }
  const list =
    typeof data === 'object' && data !== null && 'version' in data && 'documents' in data
      ? data
      : null;
  // A newer version of this site may write what this one would destroy.
  if (list === null || list.version !== 1 || !Array.isArray(list.documents))
    return { documents: [], damaged: [data] };
  const documents: SandboxDocument[] = [];
  const damaged: unknown[] = [];
  for (const one of list.documents) {
    const read = sandboxDocument.safeParse(one);
    const twice = read.success && documents.some(({ id }) => id === read.data.id);
    if (read.success && !twice) documents.push(read.data);
    else damaged.push(one);
  }
  return { documents, damaged };
}

export function createSandbox(
  shelf: () => Shelf,
  now: () => number = Date.now,
  newId: () => string = () => crypto.randomUUID(),
): Sandbox {
  /** The text last read or written, so that the work of other tabs is noticed. */
  let lastText: string | null = null;
  let notice: SandboxNotice | null = null;

  function readText(): string | null {
    try {
      return shelf().getItem(storageKey);
    } catch {
      notice = 'unavailable';
      return lastText;
    }
  }

  function readDocuments(): SandboxDocument[] {
    lastText = readText();
    const { documents, damaged } = parseSandboxes(lastText);
    if (damaged.length > 0) setAside(damaged, documents);
    return sorted(documents);
  }

  function setAside(damaged: unknown[], documents: SandboxDocument[]) {
    notice = 'set-aside';
    try {
      const before = JSON.parse(shelf().getItem(setAsideKey) ?? '[]');
      const all = [...(Array.isArray(before) ? before : [before]), ...damaged];
      shelf().setItem(setAsideKey, JSON.stringify(all));
      lastText = JSON.stringify({ version: 1, documents });
      shelf().setItem(storageKey, lastText);
    } catch {
      // No room for a copy: the damaged text stays where it is until the next change.
    }
  }

  return createStore<SandboxData & SandboxActions>()((set, get) => {
    /** Changes the list as it is stored now, and writes it. `set` has the rest of the change. */
    function write(
      change: (documents: SandboxDocument[]) => SandboxDocument[],
      more: Partial<SandboxData> = {},
    ) {
      const stored = readText() === lastText ? [...get().documents] : readDocuments();
      const documents = sorted(change(stored));
      const text = JSON.stringify({ version: 1, documents });
      try {
        shelf().setItem(storageKey, text);
        lastText = text;
        if (notice !== 'set-aside') notice = null;
      } catch (error) {
        const full = error instanceof DOMException && error.name === 'QuotaExceededError';
        notice = full ? 'full' : 'unavailable';
      }
      set({ documents, notice, ...more });
    }

    function changeOpen(scenario: ScenarioSource, more: Partial<SandboxData>) {
      const { openId, documents } = get();
      const open = documents.find(({ id }) => id === openId);
      if (open === undefined) return;
      const next = { ...open, scenario, at: now() };
      // One that another tab has deleted comes back: somebody works on it.
      write((all) => [next, ...all.filter(({ id }) => id !== openId)], more);
    }

    const closed = { past: [], future: [] };
    return {
      documents: readDocuments(),
      openId: null,
      past: [],
      future: [],
      deleted: null,
      notice,

      create(shared) {
        const id = newId();
        write((all) => [{ ...shared, id, at: now() }, ...all], { openId: id, ...closed });
        return id;
      },
      open: (id) => {
        if (id !== get().openId) set({ openId: id, ...closed });
      },
      edit(next) {
        const { past } = get();
        const before = openDocument(get())?.scenario;
        if (before === undefined || JSON.stringify(before) === JSON.stringify(next)) return;
        changeOpen(next, { past: [...past, before].slice(-longestPast), future: [] });
      },
      undo() {
        const { past, future } = get();
        const back = past.at(-1);
        const here = openDocument(get())?.scenario;
        if (back === undefined || here === undefined) return;
        changeOpen(back, { past: past.slice(0, -1), future: [...future, here] });
      },
      redo() {
        const { past, future } = get();
        const forth = future.at(-1);
        const here = openDocument(get())?.scenario;
        if (forth === undefined || here === undefined) return;
        changeOpen(forth, { past: [...past, here], future: future.slice(0, -1) });
      },
      keepSession(id, session) {
        const known = get().documents.find((one) => one.id === id);
        if (known === undefined || known.session === session) return;
        write((all) => all.map((one) => (one.id === id ? { ...one, session } : one)));
      },
      duplicate(id, title) {
        const known = get().documents.find((one) => one.id === id);
        if (known === undefined) return;
        const copy = { ...known, id: newId(), at: now(), scenario: { ...known.scenario, title } };
        write((all) => [copy, ...all], { openId: copy.id, ...closed });
      },
      remove(id) {
        const deleted = get().documents.find((one) => one.id === id);
        if (deleted === undefined) return;
        const isOpen = get().openId === id;
        write((all) => all.filter((one) => one.id !== id), {
          deleted,
          ...(isOpen ? { openId: null, ...closed } : {}),
        });
      },
      restore() {
        const { deleted } = get();
        if (deleted === null) return;
        write((all) => [deleted, ...all.filter(({ id }) => id !== deleted.id)], { deleted: null });
      },
      dismissNotice() {
        notice = null;
        set({ notice });
      },
      reread() {
        if (readText() === lastText) return;
        const open = openDocument(get());
        const documents = readDocuments();
        // What is open here stays as it is here; the next change writes it again.
        const others = documents.filter(({ id }) => id !== open?.id);
        set({ documents: sorted(open ? [open, ...others] : others), notice });
      },
    };
  });
}

const sorted = (documents: readonly SandboxDocument[]) =>
  [...documents].sort((a, b) => b.at - a.at || a.id.localeCompare(b.id));

export function openDocument({
  documents,
  openId,
}: Pick<SandboxData, 'documents' | 'openId'>): SandboxDocument | null {
  return documents.find(({ id }) => id === openId) ?? null;
}

/** Deletes it. */
export function dropSetAside(shelf: () => Shelf): void {
  try {
    shelf().removeItem(setAsideKey);
  } catch {
    // Then there is nothing to delete either.
  }
}

/** The text of worlds that could not be read, while it is kept. */
export function getSetAside(shelf: () => Shelf): string | null {
  try {
    return shelf().getItem(setAsideKey);
  } catch {
    return null;
  }
}
