/** A host with nginx as Debian installs it, for tests. */
import { readFileSync } from 'node:fs';
import type { HostSpec } from '@/contract/scenario';

type Fixture = { captures: { argv: string[]; terminal: string }[] };
const { captures }: Fixture = JSON.parse(
  readFileSync('simulation/shell/fixtures/network/nginx-config.json', 'utf8'),
);
const dumped = captures.find(({ argv }) => argv[1] === '-T')?.terminal ?? '';

/** Debian's /etc/nginx/mime.types, from what `nginx -T` has shown of it. */
export const mimeTypes =
  /# configuration file \/etc\/nginx\/mime.types:\n([^]*?)\n# configuration file/.exec(
    dumped,
  )?.[1] ?? '';

/** A machine with this main configuration (null: none), its terminal root's or somebody else's. */
export function nginxHost(
  conf: string | null,
  files: Record<string, string> = {},
  user = 'root',
): Partial<HostSpec> {
  return {
    user: user === 'root' ? 'root' : 'you',
    files: {
      '/etc/nginx/mime.types': mimeTypes,
      '/var/log/nginx/access.log': '',
      '/var/www/html/index.nginx-debian.html': '<h1>Welcome to nginx!</h1>\n',
      ...(conf === null ? {} : { '/etc/nginx/nginx.conf': conf }),
      ...files,
    },
  };
}

/** Takes out clocks and process numbers. */
export function tidyLog(text: string): string {
  return text
    .replace(/\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (\[\w+\]) \d+#\d+/g, 'DATE $1 PID')
    .replace(/\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000/g, 'DATE')
    .replace(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, 'DATE');
}
