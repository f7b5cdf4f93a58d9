import { print, printError, sys } from '../../host/system';
import { gnuCommand } from '../gnu-command';
import { hostnameUsage } from '../usage-texts';

export const hostname = gnuCommand({
  name: 'hostname',
  usage: '[-f|-i|-I|-s]',
  summary: "print this machine's name or addresses",
  version: 'hostname 3.23',
  usageStatus: 255,
  usageText: hostnameUsage,
  helpText: hostnameUsage,
  rewrite: (args) => args.map((arg) => (arg === '-h' ? '--help' : arg)),
  unsupported: 'aAbdyF',
  options: [
    { short: 'f', long: 'fqdn', help: 'print the long name' },
    { short: 'i', long: 'ip-address', help: 'print the address that the name stands for' },
    { short: 'I', long: 'all-ip-addresses', help: 'print all addresses but those of lo' },
    { short: 's', long: 'short', help: 'print the short name' },
  ],
  run: function* (context, options, operands) {
    const [wanted] = operands;
    if (wanted !== undefined) {
      const why =
        context.user === 'root'
          ? 'the name of a simulated host cannot be changed'
          : 'you must be root to change the host name';
      yield* printError(`hostname: ${why}\n`);
      return 1;
    }
    const rows = yield* sys.interfaces();
    const addresses = (rows.ok ? rows.value : [])
      .filter(({ name }) => name !== 'lo')
      .flatMap(({ addrs }) => addrs.map(({ addr }) => addr))
      .filter((addr) => !addr.startsWith('fe80:'));
    if (options.has('I')) yield* print(`${addresses.join(' ')} \n`);
    else if (options.has('i')) yield* print(`${addresses[0] ?? '127.0.1.1'}\n`);
    else yield* print(`${options.has('s') ? context.host.split('.')[0] : context.host}\n`);
    return 0;
  },
});
