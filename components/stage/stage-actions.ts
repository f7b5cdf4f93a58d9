/** What can be done to the picture. Left out, the picture is still: then nothing in it is a button. */
import type { Action } from '@/contract/action';
import type { Selection } from '@/store/simulation-session';

export type StageActions = {
  select: (selection: Selection | null) => void;
  dispatch: (action: Action) => void;
  dispatchAll: (actions: readonly Action[]) => void;
  /** Opens a terminal of the host. */
  openTerminal: (host: string) => void;
};
