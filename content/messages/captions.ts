/**
 * One plain sentence for every event of a trace: who did what, program or kernel. `why` adds
 * what a beginner should take from it. Simulated and real traces are told in the same words.
 */
import type { TraceEvent } from '@/contract/trace';
import { captionCall } from './caption-call';
import type { Caption, CaptionContext } from './caption-context';
import { captionArrived, captionLost, captionSent } from './caption-packet';
import {
  captionCommand,
  captionFile,
  captionMachine,
  captionOutput,
  captionPage,
  captionProcess,
} from './caption-program';
import { captionQueue, captionState } from './caption-state';

export type { Caption, CaptionContext } from './caption-context';

/**
 * Tells `event` in a sentence. With `context.before` it can say more: which try a SYN is, why
 * there was nobody to take it, how long a call has waited.
 */
export function captionFor(event: TraceEvent, context: CaptionContext = {}): Caption {
  switch (event.kind) {
    case 'call':
      return captionCall(event, context);
    case 'sent':
      return captionSent(event, context);
    case 'arrived':
      return captionArrived(event, context);
    case 'lost':
      return captionLost(event, context);
    case 'state':
      return captionState(event);
    case 'queue':
      return captionQueue(event);
    case 'output':
      return captionOutput(event, context);
    case 'process':
      return captionProcess(event, context);
    case 'command':
      return captionCommand(event);
    case 'file':
      return captionFile(event, context);
    case 'machine':
      return captionMachine(event);
    case 'page':
      return captionPage(event);
  }
}
