/** vsftpd.conf(5): `name=value` without blanks; an unknown name ends the server as it does the real one. */
export type FtpSettings = {
  anonymous: boolean;
  local: boolean;
  write: boolean;
  anonymousRoot: string;
  port: number;
  banner: string;
  passive: { low: number; high: number };
};

const ftpDefaults: FtpSettings = {
  ...{ anonymous: true, local: false, write: false, anonymousRoot: '/srv/ftp', port: 21 },
  ...{ banner: '(vsFTPd 3.0.3)', passive: { low: 5000, high: 65535 } },
};

/** What Debian's package has in /etc/vsftpd.conf, as far as it matters here. */
export const packagedFtp = 'listen=NO\nlisten_ipv6=YES\nanonymous_enable=NO\nlocal_enable=YES\n';

const switches = ['anonymous_enable', 'local_enable', 'write_enable'];
/** Known and without effect here. */
const idle =
  'listen listen_ipv6 dirmessage_enable use_localtime xferlog_enable connect_from_port_20 secure_chroot_dir pam_service_name rsa_cert_file rsa_private_key_file ssl_enable local_umask vsftpd_log_file seccomp_sandbox background';

export type ParsedFtp = { ok: true; settings: FtpSettings } | { ok: false; text: string };

export function parseFtpSettings(text: string): ParsedFtp {
  const settings: FtpSettings = { ...ftpDefaults, passive: { ...ftpDefaults.passive } };
  for (const line of text.split('\n')) {
    if (/^\s*(#|$)/.test(line)) continue;
    const at = line.indexOf('=');
    const name = at < 0 ? line : line.slice(0, at);
    const value = line.slice(at + 1).trimEnd();
    if (at < 0) return { ok: false, text: `missing value in config file for: ${name}` };
    const yes = /^(yes|true|1)$/i.test(value);
    if (switches.includes(name) && !yes && !/^(no|false|0)$/i.test(value)) {
      return { ok: false, text: `bad bool value in config file for: ${name}` };
    }
    const number = Number(value);
    if (/port/.test(name) && name !== 'connect_from_port_20' && !/^\d{1,5}$/.test(value)) {
      return { ok: false, text: `bad value in config file for: ${name}` };
    }
    if (name === 'anonymous_enable') settings.anonymous = yes;
    else if (name === 'local_enable') settings.local = yes;
    else if (name === 'write_enable') settings.write = yes;
    else if (name === 'anon_root') settings.anonymousRoot = value;
    else if (name === 'listen_port') settings.port = number;
    else if (name === 'ftpd_banner') settings.banner = value;
    else if (name === 'pasv_min_port') settings.passive.low = number;
    else if (name === 'pasv_max_port') settings.passive.high = number;
    else if (!idle.split(' ').includes(name)) {
      return { ok: false, text: `unrecognised variable in config file: ${name}` };
    }
  }
  return { ok: true, settings };
}
