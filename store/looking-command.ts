/**
 * Tells looking from acting. Looking (ss, ps, help ...) changes nothing that the picture shows,
 * so it enters no undo and never drops the future.
 */

/** Commands that only read, whatever their arguments are. */
const READERS = new Set([
  'ss',
  'ps',
  'help',
  'man',
  'ls',
  'cat',
  'head',
  'tail',
  'grep',
  'wc',
  'pwd',
  'whoami',
  'id',
  'uname',
  'hostname',
  'date',
  'env',
  'printenv',
  'history',
  'jobs',
  'which',
  'type',
  'lsof',
  'netstat',
  'clear',
  'uptime',
  'stat',
  'pgrep',
  'tree',
  'true',
  'echo',
]);

const IP_READS = new Set(['a', 'addr', 'address', 'r', 'route', 'l', 'link', 'n', 'neigh']);
const IP_WRITES = /^(add|del|delete|set|replace|change|flush|append)$/;

function isReadingIp(words: readonly string[]): boolean {
  const rest = words.filter((word) => !word.startsWith('-'));
  return IP_READS.has(rest[0] ?? '') && !rest.slice(1).some((word) => IP_WRITES.test(word));
}

function isReadingSysctl(words: readonly string[]): boolean {
  return !words.some((word) => word === '-w' || word === '-p' || word.includes('='));
}

function isReadingRules(words: readonly string[]): boolean {
  return words.some((word) => /^(?:-[nvx]*[LS][nvx]*|--list|--list-rules)$/.test(word));
}

function isReadingCommand(text: string): boolean {
  const words = text.trim().split(/\s+/);
  while (words[0] === 'sudo' || words[0] === '-n') words.shift();
  const [name, ...rest] = words;
  if (name === undefined || name === '') return false;
  if (rest.includes('--help')) return true;
  if (name === 'tail' && rest.some((word) => /^-\w*[fF]/.test(word))) return false;
  if (name === 'cat' && rest.length === 0) return false;
  if (name === 'ip') return isReadingIp(rest);
  if (name === 'sysctl') return isReadingSysctl(rest);
  if (name === 'iptables') return isReadingRules(rest);
  return READERS.has(name);
}

/**
 * Whether a typed line only looks. Judged by its words, not by running it; a redirection, a
 * substitution or a background `&` makes it an act, and so does any command not known to read.
 */
export function isLookingLine(line: string): boolean {
  const text = line.replace(/2>&1|2>\s*\/dev\/null/g, ' ');
  const unquoted = text.replace(/'[^']*'|"[^"]*"/g, 'quoted');
  if (/[<>`]|\$\(|(^|[^&])&([^&]|$)/.test(unquoted)) return false;
  const pipeline = unquoted.split(/\|\||&&|[|;]/);
  // Later parts of a pipe read their input, so a bare `cat` is fine there.
  return pipeline.every((part, index) =>
    index > 0 && part.trim() === 'cat' ? true : isReadingCommand(part),
  );
}
