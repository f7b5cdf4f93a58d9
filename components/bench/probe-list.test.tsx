// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { homeScenario, Session } from '@/simulation/scenario/scenario-fixtures';
import { ProbeList } from './probe-list';

let root: Root;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  document.body.innerHTML = '<div id="root"></div>';
  root = createRoot(document.getElementById('root') as HTMLElement);
});

afterEach(async () => {
  await act(() => root.unmount());
  vi.unstubAllGlobals();
});

const show = (session: Session) =>
  act(() => root.render(<ProbeList events={session.events} now={session.world.now} />));

/** The items of one list of layers, as a screen reader says them. */
const items = (list: Element | undefined) =>
  [...(list?.children ?? [])].map((item) => item.textContent ?? '');
const lists = () => [...document.querySelectorAll('ol[aria-label="Layer by layer"]')];

test('before any attempt it says what will stand here', async () => {
  await show(new Session());
  expect(document.body.textContent).toContain('Nothing has been tried yet.');
});

test('a refusal is six items, each with its layer, its verdict in words and the evidence', async () => {
  const session = new Session();
  session.type('phone', 'nc -zv 192.168.1.20 8000');
  await show(session);
  expect(document.querySelector('h4')?.textContent).toBe('nc on phone → 192.168.1.20:8000 TCP');
  expect(document.body.textContent).toContain('Ruled out: name, route. Stopped at: listener.');
  expect(items(lists()[0])).toEqual([
    'Name not needed 192.168.1.20 is an address already.',
    'Route works 192.168.1.20 answered: packets get there and back.',
    expect.stringMatching(/^Firewall not known No rule drops it/),
    expect.stringMatching(/^Listener stopped here RST came back after 2 ms: no socket listens/),
    'Protocol not known Not reached.',
    'App not known Not reached.',
  ]);
  expect(document.querySelectorAll('li > svg[aria-hidden="true"]')).toHaveLength(6);
});

test('the latest attempt is open, the ones before are folded, newest first', async () => {
  const session = new Session(
    homeScenario({ phone: { files: { '/etc/hosts': '192.168.1.20 laptop\n' } } }),
  );
  session.type('phone', 'nc -zv nosuch.example 80');
  session.type('phone', 'curl http://192.168.1.20:8000/');
  session.type('laptop', 'python3 -m http.server 8000');
  session.type('phone', 'curl -s http://laptop:8000/');
  await show(session);
  expect(lists()[0]?.closest('details')).toBeNull();
  expect(items(lists()[0])[0]).toBe('Name works laptop was turned into 192.168.1.20.');
  expect(document.body.textContent).toContain('Every layer that it needs works.');
  const outer = document.querySelector('details');
  expect(outer?.open).toBe(false);
  const folded = [...(outer?.querySelectorAll('ol summary') ?? [])];
  expect(folded.map((one) => one.textContent)).toEqual([
    expect.stringMatching(
      /^curl on phone → 192\.168\.1\.20:8000 TCP Ruled out: .*Stopped at: listener\.$/,
    ),
    expect.stringMatching(/^nc on phone → nosuch\.example +Stopped at: name\.$/),
  ]);
});
