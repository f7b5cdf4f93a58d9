/** A laptop, the mail host of shop.example and one of other.example, for tests. */
import type { HostSpec, Scenario } from '@/contract/scenario';
import { Session } from './scenario-fixtures';

const plain = {
  kind: 'server' as const,
  ...{ firewall: [], forward: false, sysctl: {}, browser: false },
};
const names = {
  '192.168.1.25': ['mail.shop.example', 'shop.example', 'ftp', 'ldap'],
  '192.168.1.40': ['mail.other.example', 'other.example'],
};

/** The settings of the mail host on which the captures were made. */
const mainCf = (domain: string) => `compatibility_level = 3.6
myhostname = mail.${domain}
mydestination = ${domain}, mail.${domain}, localhost
mynetworks = 127.0.0.0/8
inet_interfaces = all
inet_protocols = ipv4
maillog_file = /var/log/mail.log
`;
const masterCf = `# service type  private unpriv  chroot  wakeup  maxproc command + args
smtp      inet  n       -       n       -       -       smtpd
submission inet n       -       n       -       -       smtpd
pickup    unix  n       -       y       60      1       pickup
`;
const passwd = `root:x:0:0:root:/root:/bin/bash
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
ann:x:1000:1000::/home/ann:/bin/bash
bob:x:1001:1001::/home/bob:/bin/bash
`;
/** The password of both is secret. */
const hash = '$5$portside$.NYBBzhw4vHkSXLTAPz1FNCOO18.4ykbyBzATOMtIT4';
const shadow = `root:*:19000::::::
ann:${hash}:19000:0:99999:7:::
bob:${hash}:19000:0:99999:7:::
`;

export function mailScenario(
  files: Record<string, string> = {},
  programs: string[] = ['/usr/lib/postfix/sbin/master -w'],
): Pick<Scenario, 'id' | 'startsAt' | 'lans' | 'hosts'> {
  const host = (addr: string, spec: Partial<HostSpec>): HostSpec => ({
    ...{ ...plain, interfaces: { eth0: { lan: 'home', addr } }, names, terminals: 2 },
    ...spec,
  });
  const etc = (domain: string) => ({
    '/etc/postfix/main.cf': mainCf(domain),
    '/etc/postfix/master.cf': masterCf,
    '/etc/passwd': passwd,
    '/etc/shadow': shadow,
  });
  return {
    ...{ id: 'mail', startsAt: '2026-11-26T01:59:43Z', lans: ['home'] },
    hosts: {
      laptop: host('192.168.1.20/24', { kind: 'laptop', user: 'you' }),
      mail: host('192.168.1.25/24', {
        files: { ...etc('shop.example'), ...files },
        programs: programs.map((run) => ({ run })),
      }),
      other: host('192.168.1.40/24', {
        files: etc('other.example'),
        programs: [{ run: '/usr/lib/postfix/sbin/master -w' }],
      }),
    },
  };
}

/** A session with every program of the course, whose prompts are left out of what is read. */
export class MailSession extends Session {
  constructor(scenario = mailScenario()) {
    super(scenario);
  }

  override read(host: string, tty = 0): string {
    return super.read(host, tty).replace(/(?:you|root)@\w+:\S*[$#] $/, '');
  }

  /** Lines typed one after another, and all that the terminal has shown since the first. */
  typeAll(host: string, lines: readonly string[], tty = 0): string {
    super.read(host, tty);
    const from = this.terminal(host, tty).text.length;
    for (const [index, line] of lines.entries()) {
      // A capture may have typed more than the program heard.
      if (index > 0 && this.terminal(host, tty).running === null) break;
      this.do({ do: 'type', host, tty, line });
    }
    const { text } = this.terminal(host, tty);
    return text.slice(from).replace(/(?:you|root)@\w+:\S*[$#] $/, '');
  }
}
