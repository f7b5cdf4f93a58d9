/** What Django 5.2's manage.py says of its commands. */
import { formatUsage, reflowHelp } from '../argparse-text';

export const commandGroups: Readonly<Record<string, readonly string[]>> = {
  auth: ['changepassword', 'createsuperuser'],
  contenttypes: ['remove_stale_contenttypes'],
  django: (
    'check compilemessages createcachetable dbshell diffsettings dumpdata flush inspectdb ' +
    'loaddata makemessages makemigrations migrate optimizemigration sendtestemail shell ' +
    'showmigrations sqlflush sqlmigrate sqlsequencereset squashmigrations startapp startproject ' +
    'test testserver'
  ).split(' '),
  sessions: ['clearsessions'],
  staticfiles: ['collectstatic', 'findstatic', 'runserver'],
};

export const commandNames: readonly string[] = Object.values(commandGroups).flat();

/** `width` is that of argparse. */
export function formatRunserverUsage(width: number): string {
  const options =
    '[-h]|[--ipv6]|[--nothreading]|[--noreload]|[--nostatic]|[--insecure]|[--version]|[--settings SETTINGS]|[--pythonpath PYTHONPATH]|[--no-color]|[--force-color]|[--skip-checks]';
  return formatUsage('manage.py runserver', options.split('|'), ['[addrport]'], width);
}

export function formatRunserverHelp(width: number): string {
  return formatRunserverUsage(width) + reflowHelp(runserverHelp, width);
}

const runserverHelp = `
Starts a lightweight web server for development and also serves static files.

positional arguments:
  addrport              Optional port number, or ipaddr:port

options:
  -h, --help            show this help message and exit
  --ipv6, -6            Tells Django to use an IPv6 address.
  --nothreading         Tells Django to NOT use threading.
  --noreload            Tells Django to NOT use the auto-reloader.
  --nostatic            Tells Django to NOT automatically serve static files
                        at STATIC_URL.
  --insecure            Allows serving static files even if DEBUG is False.
  --version             Show program's version number and exit.
  --settings SETTINGS   The Python path to a settings module, e.g.
                        "myproject.settings.main". If this isn't provided, the
                        DJANGO_SETTINGS_MODULE environment variable will be
                        used.
  --pythonpath PYTHONPATH
                        A directory to add to the Python path, e.g.
                        "/home/djangoprojects/myproject".
  --no-color            Don't colorize the command output.
  --force-color         Force colorization of the command output.
  --skip-checks         Skip system checks.
`;
