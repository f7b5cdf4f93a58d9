import type { Program, ProgramTable } from '../../host/program';
import { print, printError } from '../../host/system';
import { builtins } from '../builtins';

/** Pages of section 8, about the work of an administrator. */
const administration = [
  ...['apache2', 'apache2ctl', 'arp', 'dhclient', 'dnsmasq', 'docker-proxy', 'getcap', 'ifconfig'],
  ...['ip', 'iptables', 'lsof', 'mosquitto', 'named', 'named-checkconf', 'named-checkzone'],
  ...[
    'netstat',
    'nft',
    'nginx',
    'ping',
    'poweroff',
    'reboot',
    'rndc',
    'route',
    'sendmail',
    'service',
  ],
  ...['shutdown', 'slapd', 'ss', 'sshd', 'sudo', 'sysctl', 'tcpdump', 'ufw', 'useradd', 'vsftpd'],
];

/** Short pages of our own, made from the table of programs. */
export function createMan(programs: () => ProgramTable): Program {
  return {
    name: 'man',
    usage: 'man NAME',
    summary: 'show a short manual page',
    main: function* (context) {
      const names = context.argv.slice(1).filter((arg) => !/^(?:-.*|\d)$/.test(arg));
      if (names.length === 0) {
        yield* printError("What manual page do you want?\nFor example, try 'man man'.\n");
        return 1;
      }
      let status = 0;
      for (const name of names) {
        const table = programs();
        const row = Object.hasOwn(table, name)
          ? table[name]
          : Object.hasOwn(builtins, name)
            ? builtins[name]
            : undefined;
        if (!row) {
          yield* printError(`No manual entry for ${name}\n`);
          status = 16;
          continue;
        }
        const more = 'main' in row ? `'${name} --help' or 'help ${name}'` : `'help ${name}'`;
        yield* print(formatPage(name, row, more, context.columns));
      }
      return status;
    },
  };
}

function formatPage(
  name: string,
  { usage, summary }: { usage: string; summary: string },
  more: string,
  columns: number,
): string {
  const section = administration.includes(name) ? 8 : 1;
  const corner = `${name.toUpperCase()}(${section})`;
  const width = Math.max(40, Math.min(columns, 80));
  const title = section === 8 ? "System Manager's Manual" : 'User Commands';
  const gap = Math.max(1, Math.floor((width - title.length) / 2) - corner.length);
  const left = `${corner}${' '.repeat(gap)}${title}`;
  const header = `${left}${corner.padStart(width - left.length)}`;
  const forms = usage
    .split('\n')
    .map((form) => `       ${form}\n`)
    .join('');
  return `${header}\n\nNAME\n       ${name} - ${summary}\n\nSYNOPSIS\n${forms}\nSEE ALSO\n       ${more}\n`;
}
