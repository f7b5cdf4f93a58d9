import { useStore } from 'zustand';
import type { Session, SessionState } from './simulation-session';

/** A part of a session in a component; renders again when that part changes. */
export function useSession<T>(session: Session, pick: (state: SessionState) => T): T {
  return useStore(session, pick);
}
