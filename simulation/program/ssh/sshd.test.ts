/** ssh and sshd over the simulated network. */
import { expect, test } from 'vitest';
import { loadCaptures } from '../../scenario/captures.test-helper';
import { homeScenario, Session } from '../../scenario/scenario-fixtures';

test.each([
  ['ssh phone hostname', 'phone\n', 0],
  ['ssh root@phone whoami', 'root\n', 0],
  ['ssh phone "echo out; echo err >&2; exit 3"', 'out\nerr\n', 3],
  ['ssh phone nosuch', 'bash: line 1: nosuch: command not found\n', 127],
  ['echo hello | ssh phone cat', 'hello\n', 0],
  ['ssh phone pwd', '/home/you\n', 0],
])('%s', (line, text, status) => {
  const session = new Session();
  expect(session.type('laptop', line).replaceAll('\r', '')).toBe(text);
  expect(Number(session.type('laptop', 'echo $?'))).toBe(status);
});

test('where it does not get through it says what OpenSSH says', () => {
  const session = new Session(homeScenario({ phone: { programs: [] } }));
  const rows = loadCaptures('ssh').filter(({ command }) => !/ -h$| -y$/.test(command));
  for (const { command, terminal, status } of rows) {
    expect([command, session.type('laptop', command)]).toEqual([command, terminal]);
    expect(Number(session.type('laptop', 'echo $?'))).toBe(status);
  }
});

test('without a command it is a shell there', () => {
  const session = new Session();
  session.type('laptop', 'ssh phone');
  expect(session.type('laptop', 'hostname')).toContain('phone\n');
  session.type('laptop', 'exit');
  expect(session.type('laptop', 'hostname')).toBe('laptop\n');
});

test('what it carries cannot be read on the wire', () => {
  const session = new Session();
  session.type('laptop', 'ssh phone echo a-secret');
  const data = session.events.flatMap((event) =>
    event.kind === 'sent' ? [event.packet.data] : [],
  );
  expect(data.some((bytes) => bytes.startsWith('SSH-2.0-OpenSSH'))).toBe(true);
  expect(data.join('')).not.toContain('a-secret');
});

/** The password of you is sesame. */
const shadow = `root:*:20000:0:99999:7:::
you:$5$portside$v4KFFUKVDrskSsFQTaCOCHz9ctiQNlSsdfyMuvWu6P9:20000:0:99999:7:::
`;
const guarded = (programs = ['sshd']) =>
  new Session(
    homeScenario({
      phone: { programs: programs.map((run) => ({ run })), files: { '/etc/shadow': shadow } },
    }),
  );

test('a host with passwords is given a key, and who has been there is asked for the password alone', () => {
  const session = guarded();
  expect(session.type('laptop', 'ssh phone hostname')).toContain('(yes/no/[fingerprint])? ');
  expect(session.type('laptop', 'yes')).toContain("you@phone's password: ");
  expect(session.type('laptop', 'sesame')).toBe('\nphone\n');
  expect(session.type('laptop', 'ssh phone hostname')).toBe("\ryou@phone's password: ");
  const text = session.terminal('laptop').text;
  expect(text).not.toContain('sesame');
  const shown = session.type('phone', 'ls /etc/ssh; sudo ssh-keygen -lf /etc/ssh/*.pub');
  const [, fingerprint = ''] = /fingerprint is (\S+)\./.exec(text) ?? [];
  expect(shown).toContain(fingerprint);
  expect(shown).toContain('ssh_host_ed25519_key.pub');
});

test('a server whose key was made anew is refused with a warning, until the old one is forgotten', () => {
  const session = guarded();
  session.type('laptop', 'ssh phone true');
  session.type('laptop', 'yes');
  session.type('laptop', 'sesame');
  session.type('phone', 'sudo rm /etc/ssh/ssh_host_ed25519_key*; sudo systemctl restart ssh');
  const refused = session.type('laptop', 'ssh phone true');
  expect(refused).toContain('REMOTE HOST IDENTIFICATION HAS CHANGED!');
  expect(refused).toContain('Host key verification failed.');
  const [remedy = ''] = /ssh-keygen -f .*/.exec(refused) ?? [];
  expect(session.type('laptop', remedy.trim())).toContain('# Host phone found: line 1');
  expect(session.type('laptop', 'ssh phone true')).toContain("can't be established");
});

test('a program of a pipe asks at the terminal, and one without a terminal is denied', () => {
  const session = guarded();
  const quiet = '-o LogLevel=ERROR -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null';
  expect(session.type('laptop', `echo hello | ssh ${quiet} phone cat > out 2>&1`)).toBe(
    "\ryou@phone's password: ",
  );
  session.type('laptop', 'sesame');
  expect(session.type('laptop', 'cat out')).toBe('hello\n');
  const script = `ssh ${quiet} 192.168.1.50 true; echo $?`;
  session.type('phone', `echo '${script}' > ask; sudo systemctl start ssh`);
  session.type('laptop', `ssh ${quiet} -p 22 phone bash ask`);
  expect(session.type('laptop', 'sesame')).toContain(
    'you@192.168.1.50: Permission denied (publickey,password).\r\n',
  );
});

test('the password of root is never right, and after six wrong ones the server hangs up', () => {
  const session = guarded();
  session.type('phone', 'echo "root:$(grep you /etc/shadow | cut -d: -f2):20000::::::" > rows');
  session.type('phone', 'sudo cp rows /etc/shadow');
  session.type('laptop', 'ssh -o StrictHostKeyChecking=no root@phone true');
  expect(session.type('laptop', 'sesame')).toContain('Permission denied, please try again.');
  session.key('laptop', 'C');
  session.type('laptop', 'ssh -o NumberOfPasswordPrompts=9 phone true');
  for (let tries = 1; tries <= 5; tries += 1) session.type('laptop', 'wrong');
  expect(session.type('laptop', 'wrong')).toContain('Too many authentication failures');
});

test('Ctrl-C here ends the command there', () => {
  const session = new Session();
  session.type('laptop', 'ssh phone nc -l 9000');
  expect(session.type('phone', 'ss -Htln sport = :9000')).toContain(':9000');
  session.key('laptop', 'C');
  expect(session.type('phone', 'ss -Htln sport = :9000')).toBe('');
});
