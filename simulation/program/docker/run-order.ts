/** What the words after `docker run` ask for. */
import { type Published, parsePublish } from './state';

type RunOrder = { publish: Published[]; name: string | null; image: string };

/** The order of `docker run`, or what is wrong with it. */
export function parseRun(args: readonly string[]): RunOrder | string {
  const publish: Published[] = [];
  let [detached, name] = [false, null as string | null];
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith('-')) {
      if (!detached) return 'a container in the foreground (without -d) is not in this simulation';
      if (rest.length > 0)
        return `another command for the image is not in this simulation: ${rest.join(' ')}`;
      return { publish, name, image: word };
    }
    const [key = '', joined] = /^--[^=]+=/.test(word)
      ? word.split(/=(.*)/s)
      : /^-p./.test(word)
        ? ['-p', word.slice(2)]
        : [word];
    if (key === '-d' || key === '--detach') detached = true;
    else if (key === '-p' || key === '--publish' || key === '--name') {
      const value = joined ?? rest.shift();
      if (value === undefined)
        return `flag needs an argument: ${key.startsWith('--') ? key : `'${key.slice(1)}' in ${key}`}`;
      if (key === '--name') {
        if (!/^[a-zA-Z0-9][\w.-]+$/.test(value)) {
          return `Error response from daemon: Invalid container name (${value}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`;
        }
        name = value;
        continue;
      }
      const ports = parsePublish(value);
      if (typeof ports === 'string') return ports;
      publish.push(...ports);
    } else if (
      /^(-[itPevwuh]+|--(rm|restart|network|env|volume|interactive|tty|publish-all|hostname|user|workdir))$/.test(
        key,
      )
    ) {
      return `the option ${key} is not in this simulation`;
    } else
      return key.startsWith('--')
        ? `unknown flag: ${key}`
        : `unknown shorthand flag: '${key.charAt(1)}' in ${key}`;
  }
  return "'docker run' requires at least 1 argument\n\nUsage:  docker run [OPTIONS] IMAGE [COMMAND] [ARG...]";
}
