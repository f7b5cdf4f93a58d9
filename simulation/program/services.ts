/**
 * Names of ports by agreement (services(5); the registry is RFC 6335's). A number says which
 * protocol is usual there, not which one is spoken. The rows are those of Debian's netbase that a
 * learner may meet; ports such as 8000 and 9000 have no name there either.
 */

export type Service = { name: string; port: number; proto: 'tcp' | 'udp'; aliases: string[] };

const table = `
  tcpmux 1/tcp
  echo 7/tcp+udp
  discard 9/tcp+udp sink null
  systat 11/tcp users
  daytime 13/tcp+udp
  netstat 15/tcp
  qotd 17/tcp quote
  chargen 19/tcp+udp ttytst source
  ftp-data 20/tcp
  ftp 21/tcp
  ssh 22/tcp
  telnet 23/tcp
  smtp 25/tcp mail
  time 37/tcp+udp timserver
  whois 43/tcp nicname
  tacacs 49/tcp+udp
  domain 53/tcp+udp
  bootps 67/udp
  bootpc 68/udp
  tftp 69/udp
  gopher 70/tcp
  finger 79/tcp
  http 80/tcp www
  kerberos 88/tcp+udp kerberos5 krb5 kerberos-sec
  iso-tsap 102/tcp tsap
  acr-nema 104/tcp dicom
  pop3 110/tcp pop-3
  sunrpc 111/tcp+udp portmapper
  auth 113/tcp authentication tap ident
  nntp 119/tcp readnews untp
  ntp 123/udp
  epmap 135/tcp loc-srv
  netbios-ns 137/udp
  netbios-dgm 138/udp
  netbios-ssn 139/tcp
  imap2 143/tcp imap
  snmp 161/tcp+udp
  snmp-trap 162/tcp+udp snmptrap
  cmip-man 163/tcp+udp
  bgp 179/tcp
  qmtp 209/tcp
  ldap 389/tcp+udp
  https 443/tcp+udp
  microsoft-ds 445/tcp
  kpasswd 464/tcp+udp
  submissions 465/tcp ssmtp smtps urd
  rtsp 554/tcp+udp
  nqs 607/tcp
  syslog 514/udp
  printer 515/tcp spooler
  submission 587/tcp
  ldaps 636/tcp+udp
  domain-s 853/tcp+udp
  ftps-data 989/tcp
  ftps 990/tcp
  telnets 992/tcp
  imaps 993/tcp
  pop3s 995/tcp
  socks 1080/tcp
  openvpn 1194/tcp+udp
  ms-sql-s 1433/tcp
  ms-sql-m 1434/udp
  ingreslock 1524/tcp
  datametrics 1645/tcp+udp old-radius
  radius 1812/tcp+udp
  radius-acct 1813/tcp+udp radacct
  nfs 2049/tcp+udp
  cvspserver 2401/tcp
  venus 2430/tcp+udp
  gpsd 2947/tcp
  mysql 3306/tcp
  svn 3690/tcp subversion
  sip 5060/tcp+udp
  sip-tls 5061/tcp+udp
  xmpp-client 5222/tcp jabber-client
  xmpp-server 5269/tcp jabber-server
  mdns 5353/udp
  postgresql 5432/tcp postgres
  amqps 5671/tcp
  amqp 5672/tcp
  x11 6000/tcp x11-0
  redis 6379/tcp
  http-alt 8080/tcp webcache
  puppet 8140/tcp
  bacula-dir 9101/tcp
  xmms2 9667/tcp
  zabbix-agent 10050/tcp
  zabbix-trapper 10051/tcp
  isisd 2608/tcp
  git 9418/tcp
`;

/** Every row, in the file's order: `name port/protocols aliases`. */
export const services: readonly Service[] = table
  .trim()
  .split('\n')
  .flatMap((line) => {
    const [name = '', where = '', ...aliases] = line.trim().split(' ');
    const [port, protos = ''] = where.split('/');
    return protos.split('+').map((proto) => ({
      name,
      port: Number(port),
      proto: proto === 'udp' ? 'udp' : 'tcp',
      aliases,
    }));
  });

/** getservbyport(3). */
export function serviceOfPort(port: number, proto: 'tcp' | 'udp'): string | null {
  return services.find((row) => row.port === port && row.proto === proto)?.name ?? null;
}

/** getservbyname(3), aliases included; null for no such name. */
export function portOfService(name: string, proto: 'tcp' | 'udp'): number | null {
  const row = services.find(
    (one) => one.proto === proto && (one.name === name || one.aliases.includes(name)),
  );
  return row?.port ?? null;
}

/** The same rows as the text of /etc/services. */
export function formatServices(): string {
  return services
    .map((row) => [row.name.padEnd(15), `${row.port}/${row.proto}`, ...row.aliases].join('\t'))
    .join('\n')
    .concat('\n');
}
