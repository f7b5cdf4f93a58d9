/** How many service processes there may be, over all learners. */
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
