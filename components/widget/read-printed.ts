import type { Action } from '@/contract/action';
import type { WorldView } from '@/simulation/world/view';
import { terminalAt } from '@/store/session-view';

const escapes = /\u001b\[[0-9;]*m/g;

/**
 * What an action's own terminal printed between two views: its text without colours, without the
 * line that was typed and without the prompt that follows.
 */
export function readPrinted(action: Action, before: WorldView, after: WorldView): string {
  if (action.do !== 'type') return '';
  const [old, now] = [terminalAt(before, action), terminalAt(after, action)];
  if (old === undefined || now === undefined) return '';
  const fresh = now.text.slice(old.text.length);
  const end = now.prompt === null ? fresh.length : fresh.lastIndexOf('\n') + 1;
  return fresh
    .slice(fresh.indexOf('\n') + 1, end)
    .replace(escapes, '')
    .replaceAll('\r', '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n+$/, '');
}
