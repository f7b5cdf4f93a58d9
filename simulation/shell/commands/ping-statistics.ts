/** The summary that ping ends with. */

export type PingTally = {
  sent: number;
  /** Round trips in ms, in the order of the answers. */
  times: number[];
  errors: number;
  /** The most probes that were under way at once. */
  outstanding: number;
  /** When the first and the last probe were sent; Unix time in ms. */
  first: number;
  last: number;
};

export function formatPingStatistics(name: string, tally: PingTally): string {
  const { sent, times, errors } = tally;
  const lost = sent === 0 ? 0 : Math.floor(((sent - times.length) * 100) / sent);
  const more = errors > 0 ? `, +${errors} errors` : '';
  const lines = [
    `--- ${name} ping statistics ---`,
    `${sent} packets transmitted, ${times.length} received${more}, ${lost}% packet loss, ` +
      `time ${Math.round(tally.last - tally.first)}ms`,
  ];
  const pipe = tally.outstanding > 1 ? `pipe ${tally.outstanding}` : '';
  if (times.length > 0) {
    const sum = times.reduce((total, one) => total + one, 0);
    const mean = sum / times.length;
    const squares = times.reduce((total, one) => total + one * one, 0) / times.length;
    const deviation = Math.sqrt(Math.max(0, squares - mean * mean));
    const all = [Math.min(...times), mean, Math.max(...times), deviation];
    const text = all.map((one) => one.toFixed(3)).join('/');
    lines.push(`rtt min/avg/max/mdev = ${text} ms${pipe ? `, ${pipe}` : ''}`);
  } else {
    lines.push(pipe);
  }
  return `${lines.join('\n')}\n`;
}
