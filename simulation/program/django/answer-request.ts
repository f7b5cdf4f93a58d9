/** From a request to Django's response: host check, then the few URLs of a fresh project. */
import { encodeText } from '../../host/bytes';
import type { Headers } from '../http-message';
import { checkHost } from './allowed-hosts';
import {
  debugNotFoundPage,
  disallowedHostPage,
  type ErrorContext,
  loginPage,
  plainErrorPage,
  welcomePage,
} from './pages';
import type { Settings } from './read-settings';

export type DjangoRequest = { method: string; target: string; host: string | null };
/** What the server knows of the project while it runs. */
export type Project = {
  settings: Settings;
  /** `shop` of `shop.settings`. */
  name: string;
  /** The first parts of its own URL patterns, e.g. `admin/`. */
  routes: string[];
  /** What stands in for a missing Host header. */
  own: string;
};
export type DjangoResponse = {
  status: number;
  reason: string;
  headers: Headers;
  body: string;
  /** Lines of the log before the request's own. `refusal` brings its traceback. */
  refusal: string | null;
  warning: string | null;
};

const type = ['Content-Type', 'text/html; charset=utf-8'] as const;
/** What SecurityMiddleware adds to every answer. */
const security: Headers = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'same-origin'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
];
const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  301: 'Moved Permanently',
  302: 'Found',
  400: 'Bad Request',
  404: 'Not Found',
};

/** Total: every request gets an answer. */
export function answerRequest(request: DjangoRequest, project: Project): DjangoResponse {
  const { debug } = project.settings;
  const path = request.target.split(/[?#]/)[0] || '/';
  const host = checkHost(request.host, project.own, project.settings);
  const context: ErrorContext = {
    method: request.method,
    url: `http://${request.host ?? project.own}${request.target}`,
    path,
    project: project.name,
  };
  if (!host.ok) {
    // Raised before CommonMiddleware could count the bytes: no Content-Length, so the end closes.
    const text = debug ? disallowedHostPage(host.message, context) : plainErrorPage(400);
    return {
      ...{ status: 400, reason: 'Bad Request', body: encodeText(text) },
      headers: [type, ...security],
      refusal: host.message,
      warning: `Bad Request: ${path}`,
    };
  }
  const found = findPage(path, request.target, project);
  const text =
    found.text ?? (debug ? debugNotFoundPage(context, project.routes) : plainErrorPage(404));
  const body = encodeText(text);
  const moved: Headers = found.location === undefined ? [] : [['Location', found.location]];
  return {
    ...{ status: found.status, reason: reasons[found.status] ?? '', body },
    headers: [
      type,
      ...moved,
      ['X-Frame-Options', 'DENY'],
      ['Content-Length', String(body.length)],
      ...security,
    ],
    refusal: null,
    warning: found.status === 404 ? `Not Found: ${path}` : null,
  };
}

type Found = { status: number; text?: string; location?: string };

function findPage(path: string, target: string, project: Project): Found {
  const admin = project.routes.includes('admin/');
  if (admin && path === '/admin') return { status: 301, text: '', location: '/admin/' };
  if (admin && path === '/admin/') {
    const next = encodeURIComponent(target).replaceAll('%2F', '/');
    return { status: 302, text: '', location: `/admin/login/?next=${next}` };
  }
  if (admin && path === '/admin/login/') return { status: 200, text: loginPage() };
  const own = project.routes.some((route) => route !== 'admin/');
  if (path === '/' && project.settings.debug && !own) return { status: 200, text: welcomePage() };
  return { status: 404 };
}
