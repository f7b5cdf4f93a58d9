/** Id of the page's one polite live region; the root layout renders it. */
export const announcerId = 'announcer';

/** Has screen readers say `text` when they next pause. Saying the same again is heard again. */
export function announce(text: string): void {
  const region = document.getElementById(announcerId);
  if (!region) return;
  // A region whose text does not change is not read again; a trailing no-break space is silent.
  region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}
