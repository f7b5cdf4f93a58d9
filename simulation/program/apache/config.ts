/** Apache's configuration, as far as Debian's files and the course use it. */
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { readFileBytes } from '../file-bytes';
import { fitsGlob } from '../glob';
import { directoryOf } from '../path';

export type ApacheSite = { names: string[]; port: number | null; root: string; log: string | null };
export type ApacheConfig = {
  listens: { addr: string; port: number }[];
  /** The main server first; virtual hosts after it. */
  main: ApacheSite;
  sites: ApacheSite[];
  index: string[];
  named: boolean;
  errorLog: string;
  warnings: string[];
};
export type ApacheRead = { ok: true; config: ApacheConfig } | { ok: false; text: string };

/** Directives that are taken as they are and change nothing that is modelled. */
const accepted = new Set(
  (
    'accessfilename addcharset adddefaultcharset addencoding addhandler addicon addiconbyencoding ' +
    'addiconbytype addlanguage addoutputfilterbytype addtype allowoverride alias asyncrequestworkerfactor ' +
    'browsermatch defaulticon defaultruntimedir extendedstatus forcelanguagepriority group headername ' +
    'hostnamelookups indexignore indexoptions keepalive keepalivetimeout languagepriority loadmodule ' +
    'logformat loglevel maxconnectionsperchild maxkeepaliverequests maxrequestworkers maxsparethreads ' +
    'minsparethreads mutex options pidfile proxystatus readmename require requestreadtimeout ' +
    'scriptalias serveradmin serverroot serversignature servertokens setenvif setenvifnocase ' +
    'setoutputfilter startservers threadlimit threadsperchild timeout traceenable typesconfig user ' +
    'protocols'
  ).split(' '),
);

type Reading = { config: ApacheConfig; site: ApacheSite | null; skip: number };
class ApacheFault extends Error {}

const settings: Readonly<Record<string, string>> = {
  APACHE_RUN_USER: 'www-data',
  APACHE_RUN_GROUP: 'www-data',
  APACHE_LOG_DIR: '/var/log/apache2',
  APACHE_RUN_DIR: '/var/run/apache2',
  APACHE_LOCK_DIR: '/var/lock/apache2',
  APACHE_PID_FILE: '/var/run/apache2/apache2.pid',
};

/** Reads /etc/apache2/apache2.conf and what it includes. */
export function* readApacheConfig(): Routine<ApacheRead> {
  const root = '/var/www/html';
  const config: ApacheConfig = {
    ...{ listens: [], sites: [], index: ['index.html'], named: false, warnings: [] },
    main: { names: [], port: null, root, log: null },
    errorLog: '/var/log/apache2/error.log',
  };
  const path = '/etc/apache2/apache2.conf';
  try {
    const found = yield* readInto({ config, site: null, skip: 0 }, path);
    if (!found) {
      const text = `apache2: Could not open configuration file ${path}: No such file or directory\n`;
      return { ok: false, text };
    }
  } catch (fault) {
    if (!(fault instanceof ApacheFault)) throw fault;
    return { ok: false, text: fault.message };
  }
  for (const site of [config.main, ...config.sites]) {
    if (site === config.main && config.sites.length > 0) continue;
    const there = yield* sys.stat(site.root);
    if (!there.ok)
      config.warnings.push(`AH00112: Warning: DocumentRoot [${site.root}] does not exist`);
  }
  return { ok: true, config };
}

function* readInto(reading: Reading, path: string): Routine<boolean> {
  const text = yield* readFileBytes(path);
  if (!text.ok) return false;
  const lines = text.value.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').trim();
    if (line === '' || line.startsWith('#')) continue;
    const words = (line.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? []).map((word) =>
      word.replace(/^"(.*)"$/, '$1').replace(/\$\{(\w+)\}/g, (all, name) => settings[name] ?? all),
    );
    yield* takeLine(reading, words, path, at + 1);
  }
  return true;
}

function* takeLine(reading: Reading, words: string[], path: string, line: number): Routine {
  const [first = '', ...args] = words;
  const name = first.toLowerCase();
  const fail = (text: string) =>
    new ApacheFault(`AH00526: Syntax error on line ${line} of ${path}:\n${text}\n`);
  if (name.startsWith('</')) {
    if (reading.skip > 0) reading.skip -= 1;
    else if (name === '</virtualhost>') reading.site = null;
    return;
  }
  const opens = name.startsWith('<');
  if (reading.skip > 0) {
    if (opens) reading.skip += 1;
    return;
  }
  if (name === '<virtualhost') {
    const port = Number(/:(\d+)>?$/.exec(args[0] ?? '')?.[1] ?? 80);
    reading.site = { ...reading.config.main, names: [], port };
    reading.config.sites.push(reading.site);
    return;
  }
  if (opens) {
    // Modules for TLS are not loaded; rules of folders and files are Debian's own.
    if (
      /^<(ifmodule|directory|directorymatch|files|filesmatch|location|ifdefine|ifversion)\b/.test(
        name,
      )
    ) {
      reading.skip += 1;
      return;
    }
    throw fail(
      `Invalid command '${first}', perhaps misspelled or defined by a module not included in the server configuration`,
    );
  }
  if (name === 'include' || name === 'includeoptional')
    return yield* include(reading, args[0] ?? '');
  const problem = takeDirective(reading, name, args);
  if (problem !== null) throw fail(problem.replace('%', first));
}

/** Null where it was taken; `%` in the answer stands for the directive's name. */
function takeDirective(reading: Reading, name: string, args: readonly string[]): string | null {
  const { config } = reading;
  const site = reading.site ?? config.main;
  const [value = ''] = args;
  switch (name) {
    case 'listen': {
      if (args.length < 1 || args.length > 2) return '% requires 1 or 2 arguments.';
      const match = /^(?:(.*):)?(\d{1,5})$/.exec(value);
      if (!match) return 'Port must be specified';
      const listen = {
        addr: match[1]?.replace(/^\[|\]$/g, '') || '0.0.0.0',
        port: Number(match[2]),
      };
      if (listen.port < 1 || listen.port > 65535) return 'Invalid address or port';
      if (config.listens.some((one) => one.port === listen.port && one.addr === listen.addr)) {
        return 'Cannot define multiple Listeners on the same IP:port';
      }
      config.listens.push(listen);
      return null;
    }
    case 'documentroot':
      site.root = value.replace(/\/+$/, '') || '/';
      return null;
    case 'servername':
    case 'serveralias':
      site.names.push(...args.map((one) => one.toLowerCase().replace(/:\d+$/, '')));
      if (name === 'servername' && !reading.site) config.named = true;
      return null;
    case 'directoryindex':
      config.index = [...args];
      return null;
    case 'errorlog':
      config.errorLog = value;
      return null;
    case 'customlog':
      site.log = value;
      return null;
    default:
      if (accepted.has(name)) return null;
      return "Invalid command '%', perhaps misspelled or defined by a module not included in the server configuration";
  }
}

function* include(reading: Reading, given: string): Routine {
  const path = given.startsWith('/') ? given : `/etc/apache2/${given}`;
  const folder = directoryOf(path);
  const pattern = path.slice(folder.length + 1);
  const names = yield* sys.readdir(folder);
  for (const name of names.ok ? names.value : []) {
    // Modules are what they are here; their files are Debian's own.
    if (folder !== '/etc/apache2/mods-enabled' && fitsGlob(pattern, name)) {
      yield* readInto(reading, `${folder}/${name}`);
    }
  }
}
