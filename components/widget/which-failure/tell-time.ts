import { failureWords as words } from '@/content/messages/which-failure';
import { isPage, type Shown } from './plan';

/** How long something took, or how it was given up, in words. */
export function tellTime({ line, took, gaveUp }: Shown): string {
  if (!gaveUp) return words.after(took);
  return isPage(line) ? words.stillLoading(took) : words.gaveUp(took);
}
