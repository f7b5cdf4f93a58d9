/** What ssh's options and `-o Keyword=value` (ssh_config(5)) ask for. */
import { portOfService } from '../../program/services';
import { SSH_PORT } from '../../program/ssh/wire';
import type { Options } from '../options';

export type SshSettings = {
  host: string;
  user: string;
  port: number;
  family: 0 | 4 | 6;
  /** Milliseconds; null leaves it to the kernel. */
  timeout: number | null;
  command: string | null;
  input: boolean;
  /** What of its own it says: nothing, errors, or also what is good to know. */
  says: 'nothing' | 'errors' | 'all';
  /** What is done with a key that is not known, or not the one that is. */
  strict: 'ask' | 'yes' | 'no' | 'accept-new';
  /** Nobody is there to answer. */
  batch: boolean;
  knownHosts: string;
  hashed: boolean;
  /** `-i`: files of private keys. */
  identities: string[];
  byKey: boolean;
  byPassword: boolean;
  /** How often a password is asked for. */
  prompts: number;
};

/** Keywords that OpenSSH 9.2 knows; those that are not named below have no effect here. */
const keywords = `addkeystoagent addressfamily batchmode bindaddress bindinterface canonicaldomains
canonicalizefallbacklocal canonicalizehostname canonicalizemaxdots canonicalizepermittedcnames
casignaturealgorithms certificatefile checkhostip ciphers clearallforwardings compression
connectionattempts connecttimeout controlmaster controlpath controlpersist dynamicforward
enableescapecommandline enablesshkeysign escapechar exitonforwardfailure fingerprinthash
forkafterauthentication forwardagent forwardx11 forwardx11timeout forwardx11trusted gatewayports
globalknownhostsfile gssapiauthentication gssapidelegatecredentials hashknownhosts host
hostbasedacceptedalgorithms hostbasedauthentication hostkeyalgorithms hostkeyalias hostname
identitiesonly identityagent identityfile ignoreunknown include ipqos kbdinteractiveauthentication
kbdinteractivedevices kexalgorithms knownhostscommand localcommand localforward loglevel logverbose
macs match nohostauthenticationforlocalhost numberofpasswordprompts passwordauthentication
permitlocalcommand permitremoteopen pkcs11provider port preferredauthentications proxycommand
proxyjump proxyusefdpass pubkeyacceptedalgorithms pubkeyauthentication rekeylimit remotecommand
remoteforward requesttty requiredrsasize revokedhostkeys securitykeyprovider sendenv
serveralivecountmax serveraliveinterval sessiontype setenv stdinnull streamlocalbindmask
streamlocalbindunlink stricthostkeychecking syslogfacility tcpkeepalive tunnel tunneldevice
updatehostkeys user userknownhostsfile verifyhostkeydns visualhostkey xauthlocation`.split(/\s+/);

const flags = ['batchmode', 'hashknownhosts', 'passwordauthentication', 'pubkeyauthentication'];
const levels: Readonly<Record<string, SshSettings['says']>> = {
  ...{ quiet: 'nothing', fatal: 'nothing', error: 'errors', info: 'all', verbose: 'all' },
  ...{ debug: 'all', debug1: 'all', debug2: 'all', debug3: 'all' },
};
const answers: Readonly<Record<string, SshSettings['strict']>> = {
  ...{ ask: 'ask', yes: 'yes', true: 'yes', no: 'no', false: 'no', off: 'no' },
  'accept-new': 'accept-new',
};

type Given = Readonly<Record<string, string>>;

/** What is wrong with the value of a keyword, or null. */
function findFault(keyword: string, value: string): string | null {
  const at = 'command-line line 0:';
  const word = value.toLowerCase();
  if (flags.includes(keyword)) {
    return ['yes', 'no', 'true', 'false'].includes(word)
      ? null
      : `${at} unsupported option "${value}".`;
  }
  switch (keyword) {
    case 'stricthostkeychecking':
      return Object.hasOwn(answers, word) ? null : `${at} unsupported option "${value}".`;
    case 'loglevel':
      return Object.hasOwn(levels, word) ? null : `${at} unsupported log level '${value}'`;
    case 'numberofpasswordprompts':
      if (/^-\d+$/.test(value)) return `${at} integer value too small.`;
      return /^\d{1,9}$/.test(value) ? null : `${at} integer value invalid.`;
    case 'connecttimeout':
      return /^(\d{1,6}|none)$/.test(value) ? null : `${at} invalid time value.`;
    case 'port':
      return readPort(value) === null ? `${at} Bad port '${value}'.` : null;
    default:
      return null;
  }
}

/** `Keyword=value` or `Keyword value`; the first of a keyword counts. A text where one is wrong. */
function readKeywords(texts: readonly string[]): Given | string {
  const given: Record<string, string> = {};
  for (const text of texts) {
    const [, name = '', rest = ''] = /^\s*([^\s=]*)[\s=]*(.*?)\s*$/s.exec(text) ?? [];
    const keyword = name.toLowerCase();
    if (keyword === '') continue;
    if (!keywords.includes(keyword)) {
      return `command-line: line 0: Bad configuration option: ${keyword}`;
    }
    const value = rest.replace(/^"(.*)"$/, '$1');
    if (value === '') return `command-line line 0: no argument after keyword "${keyword}"`;
    const fault = findFault(keyword, value);
    if (fault !== null) return fault;
    given[keyword] ??= value;
  }
  return given;
}

function readPort(text: string): number | null {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : portOfService(text, 'tcp');
  return port !== null && port > 0 && port < 65536 ? port : null;
}

/** The settings, or what ssh says of a wrong one. `words` are the command, `user` who asks. */
export function readSshSettings(
  options: Options,
  destination: string,
  words: readonly string[],
  user: string,
): SshSettings | string {
  const asked = options.get('p');
  if (asked !== undefined && readPort(asked) === null) return `Bad port '${asked}'`;
  const given = readKeywords(options.all('o'));
  if (typeof given === 'string') return given;
  const isOn = (keyword: string, otherwise: boolean) =>
    given[keyword] === undefined ? otherwise : /^(yes|true)$/i.test(given[keyword]);
  const at = destination.lastIndexOf('@');
  const named = at > 0 ? destination.slice(0, at) : undefined;
  const wait = Number(given['connecttimeout'] ?? '');
  return {
    host: destination.slice(at + 1),
    user: options.get('l') ?? named ?? given['user'] ?? user,
    port: readPort(asked ?? given['port'] ?? '') ?? SSH_PORT,
    family: options.last('4', '6') === '6' ? 6 : options.has('4') ? 4 : 0,
    timeout: wait > 0 ? wait * 1000 : null,
    command: words.length > 0 ? words.join(' ') : null,
    input: !options.has('n'),
    says: options.has('q') ? 'nothing' : (levels[given['loglevel']?.toLowerCase() ?? ''] ?? 'all'),
    strict: answers[given['stricthostkeychecking']?.toLowerCase() ?? ''] ?? 'ask',
    batch: isOn('batchmode', false),
    knownHosts: given['userknownhostsfile'] ?? '~/.ssh/known_hosts',
    hashed: isOn('hashknownhosts', true),
    identities: [...options.all('i'), ...(given['identityfile'] ?? '').split(' ').filter(Boolean)],
    byKey: isOn('pubkeyauthentication', true),
    byPassword: isOn('passwordauthentication', true),
    prompts: Number(given['numberofpasswordprompts'] ?? 3),
  };
}
