/** Every case in the simulation: what the words claim of it is what happens, and where it ends. */
import { beforeAll, describe, expect, test } from 'vitest';
import { endOf, readStations } from '@/components/stage/read-stations';
import {
  type Cause,
  cases,
  causes,
  causeWords,
  explainMistake,
  probes,
} from '@/content/messages/which-failure-causes';
import type { Scenario } from '@/contract/scenario';
import { loadMisconceptions } from '@/course/load-misconceptions';
import { loadWidgets } from '@/course/load-widgets';
import { viewAt } from '@/store/session-view';
import { caseOf, type Shown } from './plan';
import { type Done, openCase, perform, probeAction, symptomActions, tellApart } from './play';
import { ruledOut } from './round';

const widget = (await loadWidgets()).find(({ name }) => name === 'which-failure');
const scenario = widget?.scenarios[0] as Scenario;
const misconceptions = await loadMisconceptions();

/** What the symptom says of each cause, and where the connections end: the client's, and a proxy's. */
const expected: Record<Cause, { page: RegExp; curl: RegExp; nc: RegExp; ends: string[] }> = {
  'no-name': {
    page: /^DNS_PROBE_FINISHED_NXDOMAIN/,
    curl: /^curl: \(6\) Could not resolve host: shop\.example$/,
    nc: /Name or service not known$/,
    ends: ['name'],
  },
  'no-way': {
    page: /^ERR_ADDRESS_UNREACHABLE/,
    curl: /^curl: \(7\) Failed to connect to shop\.example port 443 after 3002 ms/,
    nc: /No route to host$/,
    ends: ['route'],
  },
  swallowed: {
    page: /^ERR_CONNECTION_TIMED_OUT/,
    curl: /^curl: \(28\) Failed to connect .* after 131000 ms/,
    nc: /Connection timed out$/,
    ends: ['firewall'],
  },
  unpublished: {
    page: /^ERR_CONNECTION_REFUSED/,
    curl: /^curl: \(7\) Failed to connect to shop\.example port 443 after 4 ms/,
    nc: /Connection refused$/,
    ends: ['published'],
  },
  refused: {
    page: /^ERR_CONNECTION_REFUSED/,
    curl: /^curl: \(7\) Failed to connect to shop\.example port 443 after 4 ms/,
    nc: /Connection refused$/,
    ends: ['lookup'],
  },
  cut: {
    page: /^ERR_CONNECTION_RESET/,
    curl: /^curl: \(35\) .*Connection reset by peer/,
    nc: /succeeded!$/,
    ends: ['secret'],
  },
  mute: { page: /^$/, curl: /^\^C$/, nc: /succeeded!$/, ends: ['secret'] },
  tls: {
    page: /^ERR_CERT_(DATE|COMMON_NAME)_INVALID/,
    curl: /^curl: \(60\) SSL(?: certificate problem: certificate has expired|: no alternative certificate)/,
    nc: /succeeded!$/,
    ends: ['secret'],
  },
  'bad-gateway': {
    page: /^HTTP status 502$/,
    curl: /502 Bad Gateway/,
    nc: /succeeded!$/,
    ends: ['program', 'lookup'],
  },
  'gateway-timeout': {
    page: /^HTTP status 504$/,
    curl: /504 Gateway Time-out/,
    nc: /succeeded!$/,
    ends: ['program', 'program'],
  },
};

/** Longer than a person would call instant. */
const isSlow = ({ took }: Shown) => took > 1000;
const slow: Cause[] = ['no-way', 'swallowed', 'mute', 'gateway-timeout'];

test('every fault of the world is a case, and every cause has one', () => {
  expect(cases.map(({ fault }) => fault)).toEqual(scenario.faults.map(({ text }) => text));
  expect(new Set(cases.map(({ cause }) => cause))).toEqual(new Set(causes));
});

describe.each(cases.map(({ fault, cause }, number) => ({ fault, number, cause })))(
  '$fault',
  ({ number, cause }) => {
    let symptom: Done[];
    let session: Awaited<ReturnType<typeof openCase>>;

    beforeAll(async () => {
      session = await openCase(scenario, number);
      symptom = [];
      for (const action of symptomActions) symptom.push(await perform(session, action));
    });

    test('shows what its cause is said to show', () => {
      const { page, curl, nc } = expected[cause];
      const printed = symptom.map(({ shown }) => shown.printed);
      expect(printed[0]).toMatch(page);
      expect(printed[1]).toMatch(curl);
      expect(printed[2]).toMatch(nc);
      const [first] = symptom;
      expect(first && isSlow(first.shown)).toBe(slow.includes(cause));
      expect(symptom.map(({ shown }) => shown.gaveUp)).toEqual(
        cause === 'mute' ? [true, true, false] : [false, false, false],
      );
    });

    test('ends at the station of its cause, and nothing is lit behind', () => {
      const [page] = symptom as [Done];
      const { history } = session.getState();
      const view = viewAt(session.engine, { history, playhead: page.to });
      const lines = readStations(page.events, view, 'laptop');
      expect(lines.map((line) => endOf(line)?.id)).toEqual(expected[cause].ends);
      for (const { stations } of lines)
        for (const { state, text } of stations)
          expect(text ?? '').toMatch(state === 'dark' ? /^$/ : /^\S.*\.$/);
    });

    test('its commands can all be run, and never rule out what failed', async () => {
      const ran: Done[] = [];
      for (const probe of probes) ran.push(await perform(session, probeAction(probe)));
      const layers = ruledOut(ran.flatMap(({ events }) => events));
      const [dig] = ran as [Done];
      expect(ruledOut(dig.events)).toEqual(cause === 'no-name' ? [] : ['name']);
      const failed: Partial<Record<Cause, string>> = {
        'no-way': 'route',
        swallowed: 'firewall',
        unpublished: 'listener',
        refused: 'listener',
        'bad-gateway': 'app',
        'gateway-timeout': 'app',
        mute: 'protocol',
        cut: 'protocol',
      };
      expect(layers).not.toContain(failed[cause]);
      if (cause !== 'no-name') expect(layers).toContain('name');
    });
  },
);

describe('another cause', () => {
  const pairs = cases.flatMap(({ cause, fault }, number) =>
    causes.filter((said) => said !== cause).map((said) => ({ fault, number, cause, said })),
  );

  test.each(pairs)('"$said" for "$fault" has a belief behind it', ({ said, cause }) => {
    const why = explainMistake(said, cause);
    expect(why?.belief).toMatch(/^[a-z].*[^.]$/);
    if (why?.code) expect(Object.keys(misconceptions)).toContain(why.code);
    expect(explainMistake(cause, cause)).toBeNull();
    expect(causeWords[said].expects).toMatch(/^[A-Z].*\.$/);
  });

  // All others differ in their pages already, as the table above says.
  test.each([
    ['refused', 'unpublished', 'docker ps'],
    ['refused', 'swallowed', 'https://shop.example/'],
    ['bad-gateway', 'gateway-timeout', 'https://shop.example/'],
  ] as const)('%s and %s are told apart by what is seen first: %s', async (one, other, line) => {
    const found = await tellApart(scenario, caseOf(one), caseOf(other));
    expect(found?.one.line).toBe(line);
    expect(found?.one.printed).not.toBe(found?.other.printed);
  });
});
