/**
 * A report to hand on: what, where, when, in which browser. No stack and nothing the learner
 * typed; `error` may be any thrown value. The reference finds the error in the server's log.
 */
export function formatErrorReport(error: unknown, page: string, at: Date, browser: string): string {
  const lines = [`What:      ${describe(error)}`];
  const digest = (error as { digest?: unknown } | null)?.digest;
  if (typeof digest === 'string') lines.push(`Reference: ${digest}`);
  // The fragment may hold a whole session of the bench: needed to reproduce it, and the learner's to see.
  lines.push(`Page:      ${page}`, `When:      ${at.toISOString()}`, `Browser:   ${browser}`);
  return lines.join('\n');
}

function describe(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const [first = ''] = text.split('\n');
  return first.length > 300 ? `${first.slice(0, 299)}…` : first;
}
