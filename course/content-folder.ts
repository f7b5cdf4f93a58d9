import { join } from 'node:path';

/** Where lessons are read from. Paths in messages are relative to the project. */
export const contentFolder = join(process.cwd(), 'content');

/** `content/lessons/x/quiz.yaml`, however the absolute path begins. */
export function formatContentPath(path: string): string {
  const cut = path.replaceAll('\\', '/').lastIndexOf('/content/');
  return cut < 0 ? path : path.slice(cut + 1);
}
