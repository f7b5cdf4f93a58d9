/** Topic names and filters of MQTT (section 4.7). */

/** `+` stands for one level alone, `#` for all that follow, at the end. */
export function isTopicFilter(filter: string): boolean {
  const levels = filter.split('/');
  return (
    filter !== '' &&
    levels.every((level, at) =>
      level.includes('#')
        ? level === '#' && at === levels.length - 1
        : !level.includes('+') || level === '+',
    )
  );
}

export function isTopicName(topic: string): boolean {
  return topic !== '' && !/[+#]/.test(topic);
}

export function matchesTopic(filter: string, topic: string): boolean {
  const [wanted, levels] = [filter.split('/'), topic.split('/')];
  // What the broker says of itself is for those who ask for it by name (section 4.7.2).
  if (topic.startsWith('$') && /^[+#]/.test(filter)) return false;
  for (const [at, level] of wanted.entries()) {
    if (level === '#') return true;
    if (levels[at] === undefined || (level !== '+' && level !== levels[at])) return false;
  }
  return wanted.length === levels.length;
}
