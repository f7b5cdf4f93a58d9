/** strftime(3) in UTC with English names. */
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];

/** `time` is Unix time in milliseconds; unknown fields stay as they are. */
export function formatDate(format: string, time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  const year = date.getUTCFullYear();
  const hour = date.getUTCHours();
  const dayOfYear = Math.floor((time - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
  const day = days[date.getUTCDay()] ?? '';
  const month = months[date.getUTCMonth()] ?? '';
  const fields: Record<string, () => string> = {
    '%': () => '%',
    a: () => day.slice(0, 3),
    A: () => day,
    b: () => month.slice(0, 3),
    B: () => month,
    c: () => formatDate('%a %b %e %H:%M:%S %Y', time),
    d: () => two(date.getUTCDate()),
    D: () => formatDate('%m/%d/%y', time),
    e: () => String(date.getUTCDate()).padStart(2),
    F: () => formatDate('%Y-%m-%d', time),
    h: () => month.slice(0, 3),
    H: () => two(hour),
    I: () => two(hour % 12 || 12),
    j: () => String(dayOfYear).padStart(3, '0'),
    m: () => two(date.getUTCMonth() + 1),
    M: () => two(date.getUTCMinutes()),
    n: () => '\n',
    N: () => `${String(date.getUTCMilliseconds()).padStart(3, '0')}000000`,
    p: () => (hour < 12 ? 'AM' : 'PM'),
    s: () => String(Math.floor(time / 1000)),
    S: () => two(date.getUTCSeconds()),
    t: () => '\t',
    T: () => formatDate('%H:%M:%S', time),
    R: () => formatDate('%H:%M', time),
    u: () => String(date.getUTCDay() || 7),
    w: () => String(date.getUTCDay()),
    x: () => formatDate('%m/%d/%y', time),
    X: () => formatDate('%H:%M:%S', time),
    y: () => two(year % 100),
    Y: () => String(year),
    z: () => '+0000',
    Z: () => 'UTC',
  };
  return format.replace(/%(:?)([a-zA-Z%])/g, (whole, colon, letter) => {
    if (colon) return letter === 'z' ? '+00:00' : whole;
    return fields[letter]?.() ?? whole;
  });
}
