import { getProgress, recordPredictionChoice, subscribeProgress } from './progress';

/** What the learner predicted, word for word; null while open. `id` is `slug/prediction`. */
export function getPrediction(id: string): string | null {
  return getProgress().predictions[id]?.choice ?? null;
}

/** On the server nothing has been predicted. */
export function getServerPrediction(): null {
  return null;
}

export function recordPrediction(id: string, choice: string): void {
  recordPredictionChoice(id, choice);
}

/** Calls `listener` when any prediction may have changed. Returns what ends it. */
export function subscribePredictions(listener: () => void): () => void {
  return subscribeProgress(listener);
}
