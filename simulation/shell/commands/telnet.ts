/** `telnet` of GNU inetutils 2.4: a connection to any port, a line at a time (RFC 854). */
import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { createLineReader, print, printError, readLine, sys } from '../../host/system';
import { isAddress6 } from '../../packet/address';
import { lookupHost } from '../../program/resolve';
import { portOfService } from '../../program/services';
import { parseOptions } from '../options';
import { type Link, talk } from './telnet-talk';
import { telnetCommands, telnetHelp, telnetVersion } from './telnet-usage';

const options = [
  ...[...'468acdEKLrx'].map((short) => ({ short, help: '' })),
  ...[...'beklnX'].map((short) => ({ short, value: 'VALUE', help: '' })),
  { short: '?', long: 'help', help: '' },
  { long: 'usage', help: '' },
  { short: 'V', long: 'version', help: '' },
  { short: '4', long: 'ipv4', help: '' },
  { short: '6', long: 'ipv6', help: '' },
];

function* main(context: ProgramContext): Routine<number> {
  const parsed = parseOptions(context.argv.slice(1), { options });
  if (!parsed.ok) {
    yield* printError(
      `telnet: ${parsed.message}\nTry 'telnet --help' or 'telnet --usage' for more information.\n`,
    );
    return 64;
  }
  const given = parsed.options;
  if (given.has('?', 'usage')) yield* print(telnetHelp);
  else if (given.has('V')) yield* print(telnetVersion);
  if (given.has('?', 'usage', 'V')) return 0;
  const odd = [...'abdklnrxX8L'].find((letter) => given.has(letter));
  if (odd !== undefined) {
    yield* printError(`telnet: option '-${odd}' of the real tool is not in this simulation\n`);
    return 64;
  }
  const [host, port, ...more] = parsed.operands;
  if (more.length > 0) {
    yield* printError('telnet: too many arguments\n');
    return 1;
  }
  const family = given.has('6') ? 6 : given.has('4') ? 4 : 0;
  if (host === undefined) return yield* prompt(family);
  const link = yield* open(host, port ?? 'telnet', family);
  return link === null ? 1 : yield* converse(link);
}

/** Connects as `telnet HOST PORT` does, with everything that is said about it. */
function* open(host: string, portText: string, family: 0 | 4 | 6): Routine<Link | null> {
  const digits = /^-?\d+$/.test(portText);
  const number = digits ? Number(portText.replace(/^-/, '')) : portOfService(portText, 'tcp');
  if (number === null) {
    yield* printError(
      `Server lookup failure:  ${host}:${portText}, Servname not supported for ai_socktype\n`,
    );
    return null;
  }
  if (number < 1 || number > 65535) {
    yield* printError(`Port number ${number} is out of range.\n`);
    return null;
  }
  const found = yield* lookupHost(host, family);
  if (!found.ok) {
    yield* printError(`Server lookup failure:  ${host}:${portText}, Name or service not known\n`);
    return null;
  }
  for (const [index, addr] of found.addrs.entries()) {
    yield* print(`Trying ${addr}...\n`);
    const opened = yield* sys.socket(isAddress6(addr) ? 'tcp6' : 'tcp');
    if (!opened.ok) return null;
    const connected = yield* sys.connect(opened.value, addr, number);
    if (connected.ok) {
      yield* print(`Connected to ${host}.\nEscape character is '^]'.\n`);
      return { fd: opened.value, host, negotiates: number === 23 };
    }
    yield* sys.close(opened.value);
    const reason = formatErrno(connected.errno);
    const last = index === found.addrs.length - 1;
    yield* printError(
      last
        ? `telnet: Unable to connect to remote host: ${reason}\n`
        : `telnet: connect to address ${addr}: ${reason}\n`,
    );
  }
  return null;
}

/** Bytes both ways until the other side closes (status 0) or the person quits. */
function* converse(link: Link): Routine<number> {
  for (;;) {
    const how = yield* talk(link);
    if (how === 'closed') {
      yield* printError('Connection closed by foreign host.\n');
      yield* sys.close(link.fd);
      return 0;
    }
    if (how === 'end') {
      yield* sys.close(link.fd);
      return 0;
    }
    const word = yield* obey(link);
    if (word !== 'resume') return 0;
  }
}

/** `telnet>` while a connection is open, until a command goes back to it or ends it. */
function* obey(link: Link): Routine<'resume' | 'quit'> {
  const reader = createLineReader(0);
  for (;;) {
    yield* print('telnet> ');
    const line = yield* readLine(reader);
    const text = line.ok && line.value !== null ? line.value.trim() : 'quit';
    const [word = ''] = text.split(/\s+/);
    if (word === '') return 'resume';
    const command = findCommand(word);
    if (command === 'quit' || command === 'close' || command === 'logout') {
      yield* sys.close(link.fd);
      yield* print('Connection closed.\n');
      return 'quit';
    }
    if (command === 'status') {
      yield* print(
        `Connected to ${link.host}.\nOperating in obsolete linemode\nLocal character echo\nEscape character is '^]'.\n`,
      );
      return 'resume';
    }
    if (command === 'open') yield* print(`?Already connected to ${link.host}\n`);
    else yield* explain(command, word);
  }
}

/** The name that `word` begins, or null for none, as the real tool's own table finds it. */
function findCommand(word: string): string | null {
  if (word === '?') return 'help';
  return telnetCommands.find((name) => word !== '' && name.startsWith(word.toLowerCase())) ?? null;
}

function* explain(command: string | null, word: string): Routine {
  if (command === 'help') yield* print(helpText);
  else if (command === null) yield* print('?Invalid command\n');
  else yield* print(`telnet: '${word}' of the real tool is not in this simulation\n`);
}

/** Without a host: commands until one opens a connection. */
function* prompt(family: 0 | 4 | 6): Routine<number> {
  const reader = createLineReader(0);
  for (;;) {
    yield* print('telnet> ');
    const line = yield* readLine(reader);
    if (!line.ok || line.value === null) return 0;
    const [word = '', host, port = 'telnet'] = line.value.trim().split(/\s+/);
    const command = findCommand(word);
    if (command === 'quit') return 0;
    if (command === 'open') {
      if (host === undefined) {
        yield* print('usage: open [-l user] [-a] host-name [port]\n');
        continue;
      }
      const link = yield* open(host, port, family);
      if (link) return yield* converse(link);
    } else if (command === 'status') yield* print("No connection.\nEscape character is '^]'.\n");
    else if (command === 'close' || command === 'logout')
      yield* print('?Need to be connected first.\n');
    else if (word !== '') yield* explain(command, word);
  }
}

const helpText = `Commands may be abbreviated.  Commands are:

close   	close current connection
logout  	forcibly logout remote user and close the connection
display 	display operating parameters
mode    	try to enter line or character mode ('mode ?' for more)
open    	connect to a site
quit    	exit telnet
send    	transmit special characters ('send ?' for more)
set     	set operating parameters ('set ?' for more)
unset   	unset operating parameters ('unset ?' for more)
status  	print status information
toggle  	toggle operating parameters ('toggle ?' for more)
slc     	change state of special characters ('slc ?' for more)
auth    	turn on (off) authentication ('auth ?' for more)
encrypt 	turn on (off) encryption ('encrypt ?' for more)
z       	suspend telnet
!       	invoke a subshell
environ 	change environment variables ('environ ?' for more)
?       	print help information
`;

export const telnet: Program = {
  name: 'telnet',
  usage: 'telnet [-46] [HOST [PORT]]',
  summary: 'connect to a port and type to it, a line at a time',
  main,
};
