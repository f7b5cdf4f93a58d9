/** How the world of the widget "Proxy X-ray" may be set, and its addresses. */

/** How the world is set for a visit, and what kind of visit it is. */
export type Setting = {
  /** The app on Nginx’s machine, or on one of its own. */
  machines: 'one' | 'two';
  app: 'runs' | 'stopped' | 'hangs';
  nginx: 'runs' | 'stopped';
  /** proxy_pass names the port that the app listens on, or the one beside it. */
  port: 'right' | 'wrong';
  /** proxy_set_header for Host and X-Forwarded-For stand in nginx.conf. */
  headers: 'passed' | 'left out';
  visit: 'browser' | 'lies' | 'twice';
};

/** All is well. */
export const wellSet: Setting = {
  machines: 'one',
  app: 'runs',
  nginx: 'runs',
  port: 'right',
  headers: 'passed',
  visit: 'browser',
};

/** Every value of every part, the one of `wellSet` first. */
export const choices: { readonly [Part in keyof Setting]: readonly Setting[Part][] } = {
  app: ['runs', 'stopped', 'hangs'],
  nginx: ['runs', 'stopped'],
  port: ['right', 'wrong'],
  headers: ['passed', 'left out'],
  machines: ['one', 'two'],
  visit: ['browser', 'lies', 'twice'],
};

export const visitor = { host: 'visitor', addr: '192.168.1.50' };
/** What the visitor asks for, and where Nginx listens. */
export const site = { host: 'server', addr: '192.168.1.20', port: 80 };
/** What a visitor who lies says of itself: an address for documentation (RFC 5737). */
export const liedAddress = '203.0.113.99';

/** Where the app runs, the address that it listens on, and the one that Nginx calls it from. */
export function placeOfApp({ machines }: Pick<Setting, 'machines'>) {
  return machines === 'one'
    ? { host: 'server', addr: '127.0.0.1', port: 8000, from: '127.0.0.1' }
    : { host: 'app', addr: '10.0.0.30', port: 8000, from: '10.0.0.20' };
}
