/** How many service processes and real programs there may be, over all learners. */
import { LabError } from './labd-protocol';

export type ServicePlaces = ReturnType<typeof createServicePlaces>;

export function createServicePlaces(most: number) {
  let taken = 0;
  return {
    taken: () => taken,
    /** True, and one place less; or false. */
    take(): boolean {
      if (taken >= most) return false;
      taken++;
      return true;
    },
    free: (places: number) => void (taken -= places),
  };
}

/** Throws when there is none. */
export function takePlace(places: ServicePlaces): void {
  if (places.take()) return;
  throw new LabError(
    'busy',
    'Other learners have all the room there is for services. Try again in a minute; listeners and probes work meanwhile.',
  );
}
