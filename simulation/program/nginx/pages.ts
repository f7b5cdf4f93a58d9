/** The reason phrases and the pages that nginx 1.22 makes itself. */
import { NGINX_VERSION } from './config';

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Moved Temporarily',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Time-out',
  409: 'Conflict',
  410: 'Gone',
  411: 'Length Required',
  412: 'Precondition Failed',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Large',
  415: 'Unsupported Media Type',
  416: 'Requested Range Not Satisfiable',
  421: 'Misdirected Request',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
  505: 'HTTP Version Not Supported',
  507: 'Insufficient Storage',
};

/** Where a page's heading is not the reason of its status line. */
const titles: Readonly<Record<number, string>> = {
  302: 'Found',
  401: 'Authorization Required',
};

/** Two statuses of nginx's own that are sent as 400, with a sentence of their own. */
const explained: Readonly<Record<number, string>> = {
  494: 'Request Header Or Cookie Too Large',
  497: 'The plain HTTP request was sent to HTTPS port',
};

/** Statuses for which nginx has a page. */
const paged = /^(30[12378]|40[0-689]|41[0-6]|421|429|49[47]|50[0-57])$/;

/** `502 Bad Gateway`; nothing stands after a status that nginx has no words for. */
export function formatStatus(status: number): string {
  return `${status} ${reasons[status] ?? ''}`;
}

/** The status that is sent for one of nginx's own. */
export function sentStatus(status: number): number {
  return explained[status] === undefined ? status : 400;
}

const padding = '<!-- a padding to disable MSIE and Chrome friendly error page -->\r\n'.repeat(6);

/** The page of a status, null where there is none; `tokens` tells the version in it. */
export function errorPage(status: number, tokens: boolean, agent: string): string | null {
  if (!paged.test(String(status))) return null;
  const sent = sentStatus(status);
  const heading = `${sent} ${titles[sent] ?? reasons[sent] ?? ''}`;
  const more = explained[status];
  const lines = [
    '<html>',
    `<head><title>${more === undefined ? heading : `${sent} ${more}`}</title></head>`,
    '<body>',
    `<center><h1>${heading}</h1></center>`,
    ...(more === undefined ? [] : [`<center>${more}</center>`]),
    `<hr><center>${tokens ? NGINX_VERSION : 'nginx'}</center>`,
    '</body>',
    '</html>',
    '',
  ];
  const padded = status >= 400 && /MSIE |Chrome\//.test(agent);
  return lines.join('\r\n') + (padded ? padding : '');
}
