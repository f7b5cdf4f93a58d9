/** From a setting to what is done in the world: lines to type, in their order. Pure. */
import {
  liedAddress,
  placeOfApp,
  type Setting,
  site,
  visitor,
} from '@/content/messages/proxy-xray/setting';
import type { Action } from '@/contract/action';

/** In which terminal of its host each log can be read as it is written; the app's is its own. */
export const logTerminals = { access: 1, error: 2, app: 3 } as const;

const url = `http://${site.addr}/`;
const conf = '/etc/nginx/nginx.conf';

const type = (host: string, tty: number, line: string): Action => ({ do: 'type', host, tty, line });
const when = (is: boolean, action: Action): Action[] => (is ? [action] : []);

/** What is done before the visit: files are set, logs are followed, both start, and perhaps stop. */
export function planSetting(setting: Setting): Action[] {
  const app = placeOfApp(setting);
  const { access, error, app: own } = logTerminals;
  const serve = `gunicorn shop.wsgi --bind ${app.addr}:${app.port} --access-logfile -`;
  return [
    ...when(setting.port === 'wrong', type(site.host, 0, `sed -i s/:8000/:8001/ ${conf}`)),
    ...when(
      setting.headers === 'left out',
      type(site.host, 0, `sed -i /proxy_set_header/d ${conf}`),
    ),
    type(site.host, access, 'tail -n 0 -f /var/log/nginx/access.log'),
    type(site.host, error, 'tail -n 0 -f /var/log/nginx/error.log'),
    type(app.host, own, `cd /srv/shop && ${serve}`),
    type(site.host, 0, 'nginx'),
    ...when(setting.app === 'stopped', { do: 'key', host: app.host, tty: own, key: 'C' }),
    ...when(setting.app === 'hangs', type(app.host, 0, 'pkill -STOP gunicorn')),
    ...when(setting.nginx === 'stopped', type(site.host, 0, 'nginx -s stop')),
  ];
}

/** How long a proxy waits for an answer unless it is told otherwise, and a little more. */
const patience = 61_000;

/**
 * The visit itself: by the browser, or by curl where a browser would not do such a thing. Where
 * nobody answers it is waited for until Nginx gives up, once for each request.
 */
export function planVisit(setting: Setting): Action[] {
  const { app, nginx, port, visit } = setting;
  const silent = app === 'hangs' && nginx === 'runs' && port === 'right';
  const ms = visit === 'twice' ? 2 * patience : patience;
  return [visitOf(visit), ...when(silent, { do: 'wait', ms })];
}

function visitOf(visit: Setting['visit']): Action {
  if (visit === 'browser') return { do: 'browse', host: visitor.host, url };
  const lie = `curl -i -H "X-Forwarded-For: ${liedAddress}" ${url}`;
  return type(visitor.host, 0, visit === 'lies' ? lie : `curl -i ${url} ${url}`);
}

/** The same text for the same setting. */
export function keyOf({ machines, app, nginx, port, headers, visit }: Setting): string {
  return [machines, app, nginx, port, headers, visit].join('/');
}
