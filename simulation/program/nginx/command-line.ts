/** The options of `nginx` and what it says of itself. */

export type NginxOptions = {
  test: boolean;
  dump: boolean;
  quiet: boolean;
  version: boolean;
  configure: boolean;
  help: boolean;
  signal: string | null;
  conf: string;
  globals: string;
};
export type OptionsRead = { ok: true; options: NginxOptions } | { ok: false; message: string };

const needs: Readonly<Record<string, string>> = {
  p: 'option "-p" requires directory name',
  e: 'option "-e" requires file name',
  c: 'option "-c" requires file name',
  g: 'option "-g" requires parameter',
  s: 'option "-s" requires parameter',
};

/** ngx_get_options. `message` is printed after `nginx: `. */
export function parseNginxOptions(args: readonly string[]): OptionsRead {
  const options: NginxOptions = {
    ...{ test: false, dump: false, quiet: false, version: false, configure: false, help: false },
    ...{ signal: null, conf: '/etc/nginx/nginx.conf', globals: '' },
  };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (!arg.startsWith('-')) return { ok: false, message: `invalid option: "${arg}"` };
    for (let at = 1; at < arg.length; at += 1) {
      const letter = arg.charAt(at);
      if (needs[letter] === undefined) {
        if (!takeFlag(options, letter))
          return { ok: false, message: `invalid option: "${letter}"` };
        continue;
      }
      const value = arg.slice(at + 1) || rest.shift();
      if (value === undefined) return { ok: false, message: needs[letter] };
      if (letter === 'c') options.conf = value.startsWith('/') ? value : `/etc/nginx/${value}`;
      else if (letter === 'g') options.globals = value;
      else if (letter === 's') {
        if (!/^(stop|quit|reopen|reload)$/.test(value)) {
          return { ok: false, message: `invalid option: "-s ${value}"` };
        }
        options.signal = value;
      }
      break;
    }
  }
  return { ok: true, options };
}

function takeFlag(options: NginxOptions, letter: string): boolean {
  if (letter === '?' || letter === 'h') options.version = options.help = true;
  else if (letter === 'v') options.version = true;
  else if (letter === 'V') options.version = options.configure = true;
  else if (letter === 't') options.test = true;
  else if (letter === 'T') options.test = options.dump = true;
  else if (letter === 'q') options.quiet = true;
  else return false;
  return true;
}

export const nginxHelp = `Usage: nginx [-?hvVtTq] [-s signal] [-p prefix]
             [-e filename] [-c filename] [-g directives]

Options:
  -?,-h         : this help
  -v            : show version and exit
  -V            : show version and configure options then exit
  -t            : test configuration and exit
  -T            : test configuration, dump it and exit
  -q            : suppress non-error messages during configuration testing
  -s signal     : send signal to a master process: stop, quit, reopen, reload
  -p prefix     : set prefix path (default: /usr/share/nginx/)
  -e filename   : set error log file (default: stderr)
  -c filename   : set configuration file (default: /etc/nginx/nginx.conf)
  -g directives : set global directives out of configuration file

`;
