/** A laptop that serves a page and a phone, as a sandbox keeps them, for tests. */
import { type ScenarioSource, scenario } from '@/contract/scenario';

export const servedWorld: ScenarioSource = scenario.parse({
  id: 'served',
  version: 1,
  title: 'Served',
  lans: ['home'],
  hosts: {
    laptop: {
      kind: 'laptop',
      user: 'you',
      interfaces: { eth0: { lan: 'home', addr: '192.168.1.20/24' } },
      programs: [{ run: 'python3 -m http.server 8000', user: 'you' }],
      terminals: 2,
    },
    phone: {
      kind: 'phone',
      user: 'you',
      interfaces: { wlan0: { lan: 'home', addr: '192.168.1.50/24' } },
      browser: true,
    },
  },
});
