/** Web servers: Apache alone, and nginx in front of an app. */
import type { Part, Place, ProgramRow } from '../program';

const nginx: Part = { name: 'nginx', file: '/usr/sbin/nginx', package: 'nginx' };
const apache: Part = { name: 'Apache', file: '/usr/sbin/apache2', package: 'apache2' };
const gunicorn: Part = { name: 'gunicorn', file: '/usr/bin/gunicorn', package: 'gunicorn' };
const django: Part = {
  name: 'Django',
  file: '/usr/lib/python3/dist-packages/django/__init__.py',
  package: 'python3-django',
};

const page = (title: string, text: string) =>
  `<!doctype html>\n<html lang="en">\n<title>${title}</title>\n<h1>${title}</h1>\n<p>${text}</p>\n</html>\n`;

const modules = ['mpm_event', 'authz_core', 'dir', 'mime', 'alias'];

const apacheConf = ({ address }: Place) => `
ServerRoot /run
ServerName shop.example
DefaultRuntimeDir /run
PidFile /run/apache.pid
Listen ${address}:80
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
<IfFile /etc/mime.types>
  TypesConfig /etc/mime.types
</IfFile>
AddType text/html .html
StartServers 1
ServerLimit 1
ThreadsPerChild 16
MaxRequestWorkers 16
MinSpareThreads 1
MaxSpareThreads 16
LimitRequestBody 16384
Timeout 10
DocumentRoot /run/site
Redirect 301 /old /
Redirect 201 /orders
ErrorDocument 201 "<h1>Ordered</h1>"
ErrorLog /dev/stderr
LogFormat "%h \\"%r\\" %>s %b" short
CustomLog /dev/stdout short
`;

/** nginx keeps its temporary files where it may write. */
const nginxConf = ({ address }: Place) => `
daemon off;
worker_processes 1;
pid /run/nginx.pid;
error_log stderr warn;
events { worker_connections 64; }
http {
  log_format short '$remote_addr "$request" $status, from $upstream_addr';
  access_log /dev/stdout short;
  client_max_body_size 16k;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  server {
    listen ${address}:80;
    server_name shop.example;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_read_timeout 1s;
    location / { proxy_pass http://127.0.0.1:8000; }
    # Stands for an app that was stopped: at this port nobody listens.
    location = /gone { proxy_pass http://127.0.0.1:8001; }
  }
}
`;

/** A Django project in one file, after the tutorial's manner of views and urlpatterns. */
const app = `
import time
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

if not settings.configured:
  settings.configure(
    ALLOWED_HOSTS=['*'],
    ROOT_URLCONF='shop',
    WSGI_APPLICATION='shop.application',
    SECRET_KEY='good for one sandbox',
    DATA_UPLOAD_MAX_MEMORY_SIZE=16384,
  )

def home(request):
    caller = request.META['REMOTE_ADDR']
    behind = request.headers.get('X-Forwarded-For', 'nobody')
    return HttpResponse(f'<title>Tea shop</title>\\n<h1>Tea shop</h1>\\n'
        f'<p>Django was called from {caller}, on behalf of {behind}.</p>\\n')

def slow(request):
    time.sleep(3)
    return HttpResponse('late')

urlpatterns = [path('', home), path('slow', slow)]
application = get_wsgi_application()

if __name__ == '__main__':
    from django.core.management import execute_from_command_line
    execute_from_command_line(['shop.py', 'runserver', '--noreload', '127.0.0.1:8000'])
`;

const python = 'export PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOME=/run TMPDIR=/run';

/** Both ends of a proxy; nginx is the one whose end is the end of it. */
const behindNginx = (
  id: string,
  parts: ProgramRow['parts'],
  process: string,
  appCommand: (binaries: readonly string[]) => string,
): ProgramRow => ({
  id,
  service: 'proxy',
  parts,
  purposes: ['web', 'app'],
  inner: { purpose: 'app', process },
  megabytes: 16,
  files: (place) => ({ 'nginx.conf': nginxConf(place), 'shop.py': app }),
  run: ({ binaries }) => [
    python,
    `${appCommand(binaries)} &`,
    `exec ${binaries[0]} -e stderr -p /run -c /run/nginx.conf`,
  ],
});

export const webRows: readonly ProgramRow[] = [
  {
    id: 'apache',
    service: 'http',
    parts: [apache],
    purposes: ['web'],
    megabytes: 8,
    files: (place) => ({
      'apache.conf': apacheConf(place),
      'site/index.html': page('Tea shop', 'Welcome.'),
    }),
    run: ({ binaries }) => [`exec ${binaries[0]} -f /run/apache.conf -D FOREGROUND`],
  },
  behindNginx('nginx-gunicorn-django', [nginx, gunicorn, django], 'gunicorn', (binaries) =>
    [
      binaries[1],
      '--chdir /run --worker-class gthread --threads 4 --worker-tmp-dir /run',
      `--access-logfile - --access-logformat 'app: %(h)s "%(r)s" %(s)s, X-Forwarded-For: %({x-forwarded-for}i)s'`,
      '--bind 127.0.0.1:8000 shop:application',
    ].join(' '),
  ),
  behindNginx('nginx-runserver', [nginx, django], 'python3', () => 'python3 /run/shop.py'),
];
