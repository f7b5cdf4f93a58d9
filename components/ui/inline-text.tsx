import type { ReactNode } from 'react';

const mark = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*/g;

/**
 * One paragraph of short text with `code`, **strong** and *emphasis*, as data files write it.
 * No links and no HTML: everything else is shown as it stands.
 */
export function InlineText({ children }: { children: string }) {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const match of children.matchAll(mark)) {
    const [whole, code, strong, emphasis] = match;
    parts.push(children.slice(end, match.index));
    end = match.index + whole.length;
    if (code) parts.push(<code key={end}>{code}</code>);
    else if (strong) parts.push(<strong key={end}>{strong}</strong>);
    else parts.push(<em key={end}>{emphasis}</em>);
  }
  parts.push(children.slice(end));
  return <>{parts}</>;
}
