/** The command line of `python3 -m http.server` and its failures, in Python 3.11's words. */
import type { Errno } from '../host/system-call';
import { type Frame, formatOsError, formatTraceback, PYTHON_LIBRARY } from './python-text';

type ServerArguments = {
  port: number;
  bind: string | null;
  directory: string;
  protocol: string;
};
export type ParsedArguments =
  | { ok: true; value: ServerArguments }
  | { ok: false; text: string; status: number };

const usage = 'usage: server.py [-h] [--cgi] [-b ADDRESS] [-d DIRECTORY] [-p VERSION] [port]\n';
const help = `${usage}
positional arguments:
  port                  bind to this port (default: 8000)

options:
  -h, --help            show this help message and exit
  --cgi                 run as CGI server
  -b ADDRESS, --bind ADDRESS
                        bind to this address (default: all interfaces)
  -d DIRECTORY, --directory DIRECTORY
                        serve this directory (default: current directory)
  -p VERSION, --protocol VERSION
                        conform to this HTTP version (default: HTTP/1.0)
`;

const keys: Readonly<Record<string, 'bind' | 'directory' | 'protocol' | 'help' | 'cgi'>> = {
  '-b': 'bind',
  '--bind': 'bind',
  '-d': 'directory',
  '--directory': 'directory',
  '-p': 'protocol',
  '--protocol': 'protocol',
  '-h': 'help',
  '--help': 'help',
  '--cgi': 'cgi',
};
const names = {
  bind: '-b/--bind',
  directory: '-d/--directory',
  protocol: '-p/--protocol',
} as const;

/** argparse over `args`; help has status 0, an error 2. */
export function parseServerArguments(args: readonly string[]): ParsedArguments {
  const value: ServerArguments = { port: 8000, bind: null, directory: '.', protocol: 'HTTP/1.0' };
  const extra: string[] = [];
  const rest = [...args];
  let ports = 0;
  const bad = (text: string): ParsedArguments => ({
    ok: false,
    text: `${usage}server.py: error: ${text}\n`,
    status: 2,
  });
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const negative = /^-\d+$/.test(arg);
    if (!arg.startsWith('-') || negative) {
      ports += 1;
      if (ports > 1) extra.push(arg);
      else if (/^-?\d{1,15}$/.test(arg)) value.port = Number(arg);
      else return bad(`argument port: invalid int value: '${arg}'`);
      continue;
    }
    const [name = '', joined] = splitOption(arg);
    const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
    if (key === 'help') return { ok: false, text: help, status: 0 };
    if (key === undefined) {
      extra.push(arg);
    } else if (key !== 'cgi') {
      const given = joined ?? (rest[0]?.startsWith('-') ? undefined : rest.shift());
      if (given === undefined) return bad(`argument ${names[key]}: expected one argument`);
      value[key] = given;
    }
  }
  if (extra.length > 0) return bad(`unrecognized arguments: ${extra.join(' ')}`);
  if (value.port < 0) {
    return { ok: false, text: badName(-8, 'Servname not supported for ai_socktype'), status: 1 };
  }
  return { ok: true, value };
}

function splitOption(arg: string): [string, string | undefined] {
  if (arg.startsWith('--')) {
    const equals = arg.indexOf('=');
    return equals < 0 ? [arg, undefined] : [arg.slice(0, equals), arg.slice(equals + 1)];
  }
  return arg.length > 2 ? [arg.slice(0, 2), arg.slice(2)] : [arg, undefined];
}

const server = `${PYTHON_LIBRARY}/http/server.py`;
const start: readonly Frame[] = [
  { file: '<frozen runpy>', line: 198, name: '_run_module_as_main' },
  { file: '<frozen runpy>', line: 88, name: '_run_code' },
  { file: server, line: 1313, name: '<module>', code: 'test(' },
];

/** The traceback of a bind() that failed. */
export function badBind(errno: Errno): string {
  const sockets = `${PYTHON_LIBRARY}/socketserver.py`;
  const frames: Frame[] = [
    ...start,
    {
      ...{ file: server, line: 1260, name: 'test' },
      code: 'with ServerClass(addr, HandlerClass) as httpd:',
      marks: 'ServerClass(addr, HandlerClass)',
    },
    { file: sockets, line: 456, name: '__init__', code: 'self.server_bind()' },
    {
      ...{ file: server, line: 1307, name: 'server_bind' },
      code: 'return super().server_bind()',
      marks: 'super().server_bind()',
    },
    {
      ...{ file: server, line: 136, name: 'server_bind' },
      code: 'socketserver.TCPServer.server_bind(self)',
    },
    {
      ...{ file: sockets, line: 472, name: 'server_bind' },
      code: 'self.socket.bind(self.server_address)',
    },
  ];
  return formatTraceback(frames, formatOsError(errno));
}

/** The traceback of a name or port that getaddrinfo() did not take. */
export function badName(code: number, text: string): string {
  const frames: Frame[] = [
    ...start,
    {
      ...{ file: server, line: 1258, name: 'test' },
      code: 'ServerClass.address_family, addr = _get_best_family(bind, port)',
      marks: '_get_best_family(bind, port)',
    },
    {
      ...{ file: server, line: 1241, name: '_get_best_family' },
      code: 'infos = socket.getaddrinfo(',
      marks: 'socket.getaddrinfo(',
    },
    {
      ...{ file: `${PYTHON_LIBRARY}/socket.py`, line: 962, name: 'getaddrinfo' },
      code: 'for res in _socket.getaddrinfo(host, port, family, type, proto, flags):',
      marks: '_socket.getaddrinfo(host, port, family, type, proto, flags)',
    },
  ];
  return formatTraceback(frames, `socket.gaierror: [Errno ${code}] ${text}`);
}
