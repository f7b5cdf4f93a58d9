/** named's command line (named(8)). */
import { BIND_VERSION } from './named-conf';

const usage = `usage: named [-4|-6] [-c conffile] [-d debuglevel] [-D comment] [-E engine]
             [-f|-g] [-L logfile] [-n number_of_cpus] [-p port] [-s]
             [-S sockets] [-t chrootdir] [-u username] [-U listeners]
             [-X lockfile] [-m {usage|trace|record}]
             [-M fill|nofill]
usage: named [-v|-V|-C]
`;
const CONF = '/etc/bind/named.conf';

export type NamedArguments = {
  conf: string;
  mode: 'daemon' | 'foreground' | 'stderr';
  port: number | null;
  family: 0 | 4 | 6;
};

export function readNamedArguments(
  args: readonly string[],
): NamedArguments | { text: string; status: number } {
  const settings: NamedArguments = { conf: CONF, mode: 'daemon', port: null, family: 0 };
  const fail = (text: string) => ({ text: `${usage}named: ${text}\n`, status: 1 });
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (!/^-./.test(arg)) return fail('extra command line arguments');
    const letter = arg.charAt(1);
    const value = () => (arg.length > 2 ? arg.slice(2) : rest.shift());
    if ('cpundDELSUtXmMT'.includes(letter)) {
      const text = value();
      if (text === undefined) return fail(`option '-${letter}' needs an argument`);
      if (letter === 'c') settings.conf = text;
      if (letter === 'p') {
        if (!/^\d+$/.test(text) || Number(text) < 1 || Number(text) > 65535) {
          return fail(`port '${text}' out of range`);
        }
        settings.port = Number(text);
      }
      if ('tL'.includes(letter)) return fail(`option '-${letter}' is not in this simulation`);
    } else if (letter === 'g') settings.mode = 'stderr';
    else if (letter === 'f') settings.mode = 'foreground';
    else if (letter === '4') settings.family = 4;
    else if (letter === '6') settings.family = 6;
    else if (letter === 'v' || letter === 'V') {
      return { text: `BIND ${BIND_VERSION} (Extended Support Version) <id:>\n`, status: 0 };
    } else if (letter !== 's') return fail(`unknown option '${arg.slice(0, 2)}'`);
  }
  return settings;
}
