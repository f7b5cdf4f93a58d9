/** What the commands of systemd 252 share: their complaints and their version. */
import type { Routine } from '../../host/program';
import { printError, sys } from '../../host/system';

/** A complaint of systemd's own: its first line is red where a terminal shows it. */
export function* printLogError(text: string): Routine {
  const terminal = yield* sys.isatty(2);
  const [first = '', ...more] = text.split('\n');
  const shown = terminal.ok && terminal.value ? `\x1b[0;1;31m${first}\x1b[0m` : first;
  yield* printError(`${[shown, ...more].join('\n')}\n`);
}

export const systemdVersion = `systemd 252 (252.38-1~deb12u1)
+PAM +AUDIT +SELINUX +APPARMOR +IMA +SMACK +SECCOMP +GCRYPT -GNUTLS +OPENSSL +ACL +BLKID +CURL +ELFUTILS +FIDO2 +IDN2 -IDN +IPTC +KMOD +LIBCRYPTSETUP +LIBFDISK +PCRE2 -PWQUALITY +P11KIT +QRENCODE +TPM2 +BZIP2 +LZ4 +XZ +ZLIB +ZSTD -BPF_FRAMEWORK -XKBCOMMON +UTMP +SYSVINIT default-hierarchy=unified
`;
