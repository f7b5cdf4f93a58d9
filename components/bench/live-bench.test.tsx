// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Scenario, scenario as schema } from '@/contract/scenario';
import { positionOf } from '@/store/session-view';
import { createSession, type Session, type SessionOptions } from '@/store/simulation-session';
import { LiveBench } from './live-bench';
import { simulationEngine } from './simulation-engine';

const source = schema.parse({
  id: 'one-listener',
  version: 1,
  title: 'One listener',
  lans: ['wifi'],
  hosts: {
    laptop: {
      kind: 'laptop',
      user: 'you',
      interfaces: { eth0: { lan: 'wifi', addr: '192.168.1.20/24' } },
      terminals: 2,
    },
    phone: {
      kind: 'phone',
      user: 'you',
      interfaces: { eth0: { lan: 'wifi', addr: '192.168.1.50/24' } },
    },
  },
  steps: [
    { text: 'Listen.', action: { do: 'type', host: 'laptop', tty: 0, line: 'nc -lvn 9000' } },
    {
      text: 'Knock.',
      action: { do: 'type', host: 'phone', tty: 0, line: 'nc -zv 192.168.1.20 8000' },
    },
  ],
  hints: [{ text: 'Look at the table.' }, { text: 'Use ss -tlnp.' }],
  faults: [
    {
      text: 'Pull the cable',
      actions: [{ do: 'link', host: 'laptop', iface: 'eth0', state: 'down' }],
    },
  ],
});
const { solutions: _, ...rest } = source;
const scenario: Scenario = { ...rest, questions: [], solutionCount: 0 };

let root: Root;
let session: Session;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  // The screen itself (xterm) needs a real browser; without it the transcript stands in.
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      observe() {}
      disconnect() {}
    },
  );
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
  document.body.innerHTML = '<p id="announcer"></p><div id="root"></div>';
  root = createRoot(document.getElementById('root') as HTMLElement);
});

afterEach(async () => {
  await act(() => root.unmount());
  vi.unstubAllGlobals();
});

async function show(options: SessionOptions = {}) {
  session = createSession(simulationEngine, scenario, options);
  const prediction = options.locked ? { id: 'lesson/first', said: null } : null;
  await act(() =>
    root.render(<LiveBench session={session} lesson={null} prediction={prediction} />),
  );
}

const text = () => document.body.textContent ?? '';
const button = (name: string) => {
  const found = [...document.querySelectorAll('button')].find(
    (one) => one.getAttribute('aria-label') === name || one.textContent?.trim() === name,
  );
  if (found === undefined) throw new Error(`no button ${name}`);
  return found;
};
const click = (name: string) => act(() => button(name).click());
const caption = () => document.getElementById('announcer')?.textContent ?? '';

test('the next step plays the scenario, one caption at a time, spoken once', async () => {
  await show();
  await click('Next');
  expect(text()).toContain('nc binds its socket to 0.0.0.0:9000.');
  expect(caption()).toContain('nc binds its socket');
  await click('Step');
  expect(caption()).toContain('listen()');
  expect(document.querySelector('table')?.textContent).toContain('LISTEN');
});

test('table, picture and words tell the same sockets', async () => {
  await show();
  await click('Next');
  await click('To the end');
  const rows = document.querySelectorAll('tbody tr');
  expect(rows).toHaveLength(1);
  expect(document.querySelectorAll('[data-anchor^="laptop/socket/"]')).toHaveLength(1);
  expect(text()).toContain('Socket LISTEN (takes new connections), 0.0.0.0:9000');
  expect(text()).toContain('0.0.0.0:9000: every address of this host');
});

test('a refusal is said on the stage with its errno, and the missing row is named', async () => {
  await show({ mode: 'play' });
  await click('Next');
  await click('Next');
  expect(text()).toContain('ECONNREFUSED');
  expect(text()).toContain('Result at phone: 192.168.1.20:8000 is refused');
  const state = session.getState();
  const arrived = state.history.stops.findIndex((stop) =>
    stop.events.some((event) => event.kind === 'arrived' && event.host === 'laptop'),
  );
  await act(() => state.jump(arrived));
  expect(text()).toContain('no row for 192.168.1.20:8000 → RST');
});

test('an open prediction locks stepping and typing, and its answer opens both', async () => {
  await show({ locked: true });
  expect(text()).toContain('Answer the prediction above first.');
  await click('Next');
  expect(session.getState().history.stops).toHaveLength(1);
  await act(() => session.getState().setLocked(false));
  await click('Next');
  expect(session.getState().history.stops.length).toBeGreaterThan(1);
});

test('a click on a row marks it everywhere and offers the command that shows it', async () => {
  await show({ mode: 'play' });
  await click('Next');
  await click('laptop, LISTEN: show on the stage');
  expect(
    document.querySelector('[data-anchor^="laptop/socket/"]')?.getAttribute('aria-pressed'),
  ).toBe('true');
  expect(text()).toContain('sudo ss -tlnp');
});

const choose = (label: string, value: string) =>
  act(() => {
    const select = [...document.querySelectorAll('label')]
      .find((one) => one.querySelector('span')?.textContent === label)
      ?.querySelector('select');
    if (!select) throw new Error(`no choice ${label}`);
    select.value = value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  });

test('a filter says what it leaves out, steps pass over that, and one button gives all back', async () => {
  await show({ mode: 'play' });
  await click('Next');
  await click('Next');
  await click('To the start');
  await choose('Host', 'phone');
  await choose('Layer', 'tcp');
  expect(caption()).toMatch(/Shown: only TCP at phone, \d+ of \d+ events/);
  await click('Step');
  expect(caption()).toContain('SYN');
  await click('To the end');
  expect(text()).toContain('not among the events shown');
  await click('Show all events');
  expect(text()).not.toContain('Shown: only');
  expect(caption()).toMatch(/All \d+ events are shown/);
});

test('moments: a bookmark is kept and gone to, and A and B tell what changed', async () => {
  await show({ mode: 'play' });
  await click('Next');
  await click('Moments');
  await act(() => import('./moments-panel'));
  expect(text()).toContain('A new row: tcp LISTEN 0.0.0.0:9000');
  await click('Bookmark it');
  expect(caption()).toMatch(/Bookmarked: Event \d+/);
  const there = session.getState().playhead;
  await click('Set to this moment');
  expect(text()).toContain('The socket tables are the same at both moments.');
  await click('To the start');
  expect(text()).toContain('Gone: tcp LISTEN 0.0.0.0:9000');
  const kept = [...document.querySelectorAll('button')].find((one) =>
    /^Event \d+ event/.test(one.textContent ?? ''),
  );
  await act(() => kept?.click());
  expect(session.getState().playhead).toBe(there);
});

test('a fault is one step of undo', async () => {
  await show({ mode: 'play' });
  await click('Pull the cable');
  expect(text()).toContain('cable out');
  await click('Undo');
  expect(text()).not.toContain('cable out');
});

test('hints come one by one and stay', async () => {
  await show();
  await click('Give me a hint');
  expect(text()).toContain('Look at the table.');
  expect(text()).not.toContain('Use ss -tlnp.');
  await click('Next hint (1 left)');
  expect(text()).toContain('Look at the table.');
  expect(text()).toContain('Use ss -tlnp.');
});

test('a typed line goes to the terminal that is shown', async () => {
  await show({ mode: 'play' });
  const field = document.querySelector<HTMLInputElement>('form input[enterkeyhint]');
  if (field === null) throw new Error('no command line');
  await act(() => {
    const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
    setter?.call(field, 'nc -lvn 9001');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await act(() => field.form?.requestSubmit());
  expect(session.getState().history.entries[0]?.action).toEqual({
    do: 'type',
    host: 'laptop',
    tty: 0,
    line: 'nc -lvn 9001',
  });
  expect(document.querySelector('pre')?.textContent).toContain('Listening on 0.0.0.0 9001');
});

test('the first bench of a visitor has three notes, one at a time, and no other bench has them', async () => {
  window.localStorage.clear();
  await show({ locked: true });
  const notes = () => document.querySelector('[aria-label="How a bench works"]')?.textContent ?? '';
  expect(notes()).toBe('');
  await act(() => session.getState().setLocked(false));
  expect(notes()).toContain('1 of 3: The picture');
  await click('Got it');
  expect(notes()).toContain('2 of 3: Time stands still');
  expect(caption()).toContain('Time stands still');
  await act(() => document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' })));
  expect(notes()).toBe('');
  await act(() => root.unmount());
  root = createRoot(document.getElementById('root') as HTMLElement);
  await show();
  expect(notes()).toBe('');
});

test('on paper a bench tells all that has happened; on the screen it does not', async () => {
  await show({ mode: 'play' });
  await click('Next');
  expect(text()).not.toContain('What happened');
  await act(() => window.dispatchEvent(new Event('beforeprint')));
  const told = [...document.querySelectorAll('h4')].find(
    (one) => one.textContent === 'What happened',
  )?.nextElementSibling;
  expect(told?.children.length).toBe(positionOf(session.getState()).marks.length);
  await act(() => window.dispatchEvent(new Event('afterprint')));
  expect(text()).not.toContain('What happened');
});

test('an engine that fails says so, and the work stays', async () => {
  await show();
  await act(() => session.setState({ problem: { kind: 'engine', reason: 'out of order' } }));
  expect(document.querySelector('[role=alert]')?.textContent).toContain('out of order.');
  await click('Dismiss');
  expect(document.querySelector('[role=alert]')).toBeNull();
});
