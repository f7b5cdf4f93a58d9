/** What sudo 1.9.13 says of itself, broken at spaces to fit the terminal. */

const usage = [
  'usage: sudo -h | -K | -k | -V',
  'usage: sudo -v [-ABkNnS] [-g group] [-h host] [-p prompt] [-u user]',
  'usage: sudo -l [-ABkNnS] [-g group] [-h host] [-p prompt] [-U user] [-u user] [command [arg ...]]',
  'usage: sudo [-ABbEHkNnPS] [-r role] [-t type] [-C num] [-D directory] [-g group] [-h host] [-p prompt] [-R directory] [-T timeout] [-u user] [VAR=value] [-i | -s] [command [arg ...]]',
  'usage: sudo -e [-ABkNnS] [-r role] [-t type] [-C num] [-D directory] [-g group] [-h host] [-p prompt] [-R directory] [-T timeout] [-u user] file ...',
];

const options = `Options:
  -A, --askpass                 use a helper program for password prompting
  -b, --background              run command in the background
  -B, --bell                    ring bell when prompting
  -C, --close-from=num          close all file descriptors >= num
  -D, --chdir=directory         change the working directory before running command
  -E, --preserve-env            preserve user environment when running command
      --preserve-env=list       preserve specific environment variables
  -e, --edit                    edit files instead of running a command
  -g, --group=group             run command as the specified group name or ID
  -H, --set-home                set HOME variable to target user's home dir
  -h, --help                    display help message and exit
  -h, --host=host               run command on host (if supported by plugin)
  -i, --login                   run login shell as the target user; a command may also be specified
  -K, --remove-timestamp        remove timestamp file completely
  -k, --reset-timestamp         invalidate timestamp file
  -l, --list                    list user's privileges or check a specific command; use twice for longer format
  -n, --non-interactive         non-interactive mode, no prompts are used
  -P, --preserve-groups         preserve group vector instead of setting to target's
  -p, --prompt=prompt           use the specified password prompt
  -R, --chroot=directory        change the root directory before running command
  -r, --role=role               create SELinux security context with specified role
  -S, --stdin                   read password from standard input
  -s, --shell                   run shell as the target user; a command may also be specified
  -t, --type=type               create SELinux security context with specified type
  -T, --command-timeout=timeout terminate command after the specified time limit
  -U, --other-user=user         in list mode, display privileges for user
  -u, --user=user               run command (or edit file) as specified user name or ID
  -V, --version                 display version information and exit
  -v, --validate                update user's timestamp without running a command
  --                            stop processing command line arguments`;

const defaults =
  '    env_reset, mail_badpass, secure_path=/usr/local/sbin\\:/usr/local/bin\\:/usr/sbin\\:/usr/bin\\:/sbin\\:/bin, use_pty';

/** Breaks a line at the last space that fits; what follows is indented. */
function wrap(line: string, columns: number, indent: number): string {
  let out = '';
  let rest = line;
  let room = columns;
  while (rest.length > room) {
    const last = rest.lastIndexOf(' ', room - 1);
    const space = last > 0 ? last : rest.indexOf(' ', room);
    if (space < 0) break;
    out += `${rest.slice(0, space)}\n${' '.repeat(indent)}`;
    rest = rest.slice(space + 1);
    room = columns - indent;
  }
  return `${out}${rest}\n`;
}

export function formatSudoUsage(columns: number): string {
  return usage.map((line) => wrap(line, columns, 12)).join('');
}

export function formatSudoHelp(columns: number): string {
  const rows = options.split('\n').map((line) => wrap(line, columns, 32));
  return `sudo - execute a command as another user\n\n${formatSudoUsage(columns)}\n${rows.join('')}`;
}

/** `sudo -l`: what `user` may do on `host`. */
export function formatSudoRights(user: string, host: string, columns: number): string {
  return (
    `Matching Defaults entries for ${user} on ${host}:\n${wrap(defaults, columns, 4)}\n` +
    `User ${user} may run the following commands on ${host}:\n    (ALL : ALL) NOPASSWD: ALL\n`
  );
}
