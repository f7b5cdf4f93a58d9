/** A busy office: eleven machines ask one server for its page, all at once. */
import type { Action } from '@/contract/action';
import { type Scenario, scenario as schema } from '@/contract/scenario';

const clients = Array.from({ length: 11 }, (_, index) => `desk${index + 1}`);
const at = (addr: string) => ({ eth0: { lan: 'office', addr } });

const { solutions: _, ...source } = schema.parse({
  id: 'twelve-hosts',
  version: 1,
  title: 'Twelve hosts',
  lans: ['office'],
  hosts: {
    server: {
      kind: 'server',
      interfaces: at('10.0.0.1/24'),
      files: { '/root/index.html': '<h1>The office</h1>\n' },
      programs: [{ run: 'python3 -m http.server 8000' }],
    },
    ...Object.fromEntries(
      clients.map((name, index) => [
        name,
        { kind: 'laptop', user: 'you', interfaces: at(`10.0.0.${20 + index}/24`) },
      ]),
    ),
  },
});

export const twelveHosts: Scenario = { ...source, questions: [], solutionCount: 0 };

/** What every machine types. */
export const questions: Action[] = clients.map((host) => ({
  do: 'type',
  host,
  tty: 0,
  line: 'curl -s http://10.0.0.1:8000/ &',
}));
