/** Checks of single directives that nginx makes as soon as it has read them. */
import type { Routine } from '../../host/program';
import { readFile } from '../../host/system';
import type { Block, Reading } from './block';
import { readListen } from './config-listen';
import { readProxyPass, readUpstreamServer } from './config-upstream';
import { faultAt, formatPlace, type Place } from './config-words';
import { compilePattern } from './pattern';

const levels = ['debug', 'info', 'notice', 'warn', 'error', 'crit', 'alert', 'emerg'];

type Check = (reading: Reading, block: Block, words: readonly string[], place: Place) => Routine;

/** Checks by the name of the directive; they keep in `block` what they have worked out. */
const checks: Readonly<Record<string, Check>> = {
  *user(reading, _, [, name = ''], place) {
    if (reading.user !== 'root') {
      const text =
        'the "user" directive makes sense only if the master process runs with super-user privileges, ignored';
      reading.warnings.push(text + formatPlace(place));
      return;
    }
    const passwd = yield* readFile('/etc/passwd');
    const people = (passwd.ok ? passwd.value : '').split('\n').map((row) => row.split(':')[0]);
    // Debian's own users of services are there whether the small /etc/passwd lists them or not.
    if (![...people, 'root', 'daemon', 'www-data', 'nobody'].includes(name)) {
      throw faultAt(place, `getpwnam("${name}") failed`);
    }
  },
  *worker_processes(_, __, [, value = ''], place) {
    if (value === 'auto' || /^\d{1,4}$/.test(value)) return;
    throw faultAt(place, '"worker_processes" directive invalid value');
  },
  *worker_connections(_, __, [, value = ''], place) {
    if (!/^\d{1,9}$/.test(value)) throw faultAt(place, `invalid number "${value}"`);
  },
  *load_module(_, __, ___, place) {
    throw faultAt(place, '"load_module" directive is not in this simulation');
  },
  *error_log(_, __, [, path = '', level = 'error'], place) {
    if (path.startsWith('syslog:') || path.startsWith('memory:')) {
      throw faultAt(place, `"error_log" to "${path}" is not in this simulation`);
    }
    if (!levels.includes(level)) throw faultAt(place, `invalid log level "${level}"`);
  },
  *log_format(reading, _, [, name = '', ...parts], place) {
    if (name === 'combined' || reading.formats[name] !== undefined) {
      throw faultAt(place, `duplicate "log_format" name "${name}"`);
    }
    const escape = parts[0]?.startsWith('escape=') ? parts.shift() : undefined;
    if (escape !== undefined && escape !== 'escape=default') {
      throw faultAt(place, `"${escape}" of "log_format" is not in this simulation`);
    }
    reading.formats[name] = parts.join('');
  },
  *access_log(reading, _, [, path = '', format = 'combined', ...rest], place) {
    if (path === 'off' && rest.length === 0 && format === 'combined') return;
    if (path.startsWith('syslog:') || path.includes('$')) {
      throw faultAt(place, `"access_log" to "${path}" is not in this simulation`);
    }
    if (format !== 'combined' && reading.formats[format] === undefined) {
      throw faultAt(place, `unknown log format "${format}"`);
    }
    for (const one of rest) {
      if (/^(buffer|flush|gzip)(=.*)?$/.test(one)) continue;
      throw faultAt(place, `invalid parameter "${one}"`);
    }
  },
  *listen(_, block, words, place) {
    for (const listen of yield* readListen(words, place)) {
      if (block.listens.some(({ text }) => text === listen.text)) {
        throw faultAt(place, `a duplicate listen ${listen.text}`);
      }
      block.listens.push(listen);
    }
  },
  *server_name(_, __, [, ...names], place) {
    for (const name of names) {
      if (name.startsWith('~')) checkPattern(name.slice(1), place);
    }
  },
  *server(_, block, words, place) {
    if (block.context === 'u') block.servers.push(yield* readUpstreamServer(words, place));
  },
  *location(_, block, words, place) {
    checkLocation(block, words, place);
  },
  *proxy_pass(_, block, [, url = ''], place) {
    const proxy = readProxyPass(url, place);
    const [, first = ''] = block.words;
    if (proxy.uri !== null && (/^~\*?$/.test(first) || first.startsWith('@'))) {
      throw faultAt(
        place,
        '"proxy_pass" cannot have URI part in location given by regular expression, or inside named location, or inside "if" statement, or inside "limit_except" block',
      );
    }
    block.proxy = proxy;
  },
  *proxy_http_version(_, __, [, version = ''], place) {
    if (version !== '1.0' && version !== '1.1') throw faultAt(place, `invalid value "${version}"`);
  },
  *return(_, __, [, code = '', text], place) {
    const url = text === undefined && /^(https?:\/\/|\$scheme)/.test(code);
    if (!url && (!/^\d+$/.test(code) || Number(code) > 999)) {
      throw faultAt(place, `invalid return code "${code}"`);
    }
  },
  *try_files(_, __, words, place) {
    const last = words.at(-1) ?? '';
    if (last.startsWith('=') && !/^=\d{1,3}$/.test(last))
      throw faultAt(place, `invalid code "${last}"`);
  },
  *error_page(_, __, [, ...words], place) {
    const codes = words.slice(0, -1);
    for (const [at, code] of codes.entries()) {
      if (at > 0 && at === codes.length - 1 && /^=\d*$/.test(code)) continue;
      if (!/^\d{1,6}$/.test(code)) throw faultAt(place, `invalid value "${code}"`);
      if (code === '499' || Number(code) < 300 || Number(code) > 599) {
        throw faultAt(place, `value "${code}" must be between 300 and 599`);
      }
    }
  },
  *allow(_, __, [, who = ''], place) {
    checkWho(who, place);
  },
  *deny(_, __, [, who = ''], place) {
    checkWho(who, place);
  },
};

function checkWho(who: string, place: Place): void {
  if (who === 'all' || /^[\d.]+(\/\d{1,2})?$/.test(who) || /^[\da-f:]+$/i.test(who)) return;
  throw faultAt(place, `invalid parameter "${who}"`);
}

function checkPattern(source: string, place: Place): void {
  const compiled = compilePattern(source, true);
  if (typeof compiled === 'string') {
    throw faultAt(place, `pcre2_compile() failed: ${compiled} in "${source}"`);
  }
}

function checkLocation(
  outer: Block,
  [, first = '', second]: readonly string[],
  place: Place,
): void {
  if (second === undefined ? /^~/.test(first) : !['=', '^~', '~', '~*'].includes(first)) {
    if (second !== undefined) throw faultAt(place, `invalid location modifier "${first}"`);
    checkPattern(first.replace(/^~\*?/, ''), place);
    return;
  }
  if (second !== undefined && first.startsWith('~')) checkPattern(second, place);
  if (outer.context !== 'l') return;
  const [, outerFirst = '', outerSecond] = outer.words;
  const path = second ?? first;
  const around = outerSecond ?? outerFirst;
  if (outerFirst === '=') {
    throw faultAt(place, `location "${path}" cannot be inside the exact location "${around}"`);
  }
  if (around.startsWith('@')) {
    throw faultAt(place, `location "${path}" cannot be inside the named location "${around}"`);
  }
  if (path.startsWith('@')) {
    throw faultAt(place, `named location "${path}" can be on the server level only`);
  }
  const regex = first.startsWith('~') || outerFirst.startsWith('~');
  if (!regex && !path.startsWith(around)) {
    throw faultAt(place, `location "${path}" is outside location "${around}"`);
  }
}

/** Makes nginx's own checks of the directive `words`. Throws a `ConfigFault`. */
export function* checkDirective(
  reading: Reading,
  block: Block,
  words: readonly string[],
  place: Place,
): Routine {
  const name = words[0] ?? '';
  if (Object.hasOwn(checks, name)) yield* checks[name]?.(reading, block, words, place) ?? [];
}
