/** What ping's options mean. */
import type { Options } from '../options';

export type PingSettings = {
  family: 0 | 4 | 6;
  /** Probes to send; null goes on until Ctrl-C. */
  count: number | null;
  /** Milliseconds. */
  interval: number;
  wait: number;
  deadline: number | null;
  size: number;
  numeric: boolean;
  quiet: boolean;
};

/** The settings, or a sentence about what is wrong. */
export function readPingSettings(options: Options): PingSettings | string {
  const count = options.get('c');
  const size = options.get('s') ?? '56';
  const deadline = options.get('w');
  for (const [text, most, least] of [
    [count, '9223372036854775807', 1],
    [size, '127992', 0],
    [deadline, '2147483', 0],
  ] as const) {
    if (text === undefined) continue;
    if (!/^-?\d+$/.test(text)) return `invalid argument: '${text}'`;
    if (Number(text) < least || Number(text) > Number(most)) {
      return `invalid argument: '${text}': out of range: ${least} <= value <= ${most}`;
    }
  }
  const interval = Number(options.get('i') ?? '1');
  const wait = Number(options.get('W') ?? '10');
  if (!(interval >= 0.002)) return 'cannot flood; minimal interval allowed for user is 2ms';
  if (!(wait >= 0 && wait <= 86_400)) return `bad linger time: ${options.get('W')}`;
  if (interval > 86_400) return `bad timing interval: ${options.get('i')}`;
  return {
    family: options.last('4', '6') === '6' ? 6 : options.has('4') ? 4 : 0,
    count: count === undefined ? null : Number(count),
    interval: interval * 1000,
    wait: wait * 1000,
    deadline: deadline === undefined || Number(deadline) === 0 ? null : Number(deadline) * 1000,
    size: Number(size),
    numeric: options.has('n'),
    quiet: options.has('q'),
  };
}
