/** Ways to break a world, read off the world itself. */
import type { FaultIdea } from '@/contract/sandbox';
import type { ScenarioSource } from '@/contract/scenario';

/** Programs that only start others. */
const starters = new Set(['sudo', 'env', 'nohup', 'bash', 'sh', 'systemctl']);

/** The processes a command line leaves running, as far as its words tell. */
export function programOf(line: string): string | null {
  const words = line.trim().split(/\s+/);
  const first = words.find((word) => !starters.has(word) && !word.includes('='));
  const name = first?.split('/').at(-1);
  if (name === undefined || name === '') return null;
  return name === 'python' ? 'python3' : name;
}

/** In the order of the scenario: networks first. content/messages/sandbox.ts has the words on the buttons. */
export function suggestFaults({
  lans,
  hosts,
}: Pick<ScenarioSource, 'lans' | 'hosts'>): FaultIdea[] {
  const ideas: FaultIdea[] = [];
  for (const lan of lans) {
    const busy = Object.values(hosts).filter(({ interfaces }) =>
      Object.values(interfaces).some((one) => one.lan === lan),
    );
    if (busy.length < 2) continue;
    const worse = (fault: FaultIdea['fault'], quality: object) =>
      ideas.push({ fault, on: lan, actions: [{ do: 'segment', lan, quality }] });
    worse('lossy', { loss: 30 });
    worse('slow', { delay: 400 });
    worse('wavering', { delay: 40, jitter: 300 });
  }
  for (const [host, spec] of Object.entries(hosts)) {
    for (const iface of Object.keys(spec.interfaces)) {
      ideas.push({
        fault: 'unplugged',
        on: host,
        iface,
        actions: [{ do: 'link', host, iface, state: 'down' }],
      });
    }
    const running = new Set((spec.programs ?? []).map(({ run }) => programOf(run)));
    for (const program of running) {
      if (program === null) continue;
      ideas.push({ fault: 'crash', on: host, program, actions: [{ do: 'crash', host, program }] });
    }
    ideas.push({ fault: 'off', on: host, actions: [{ do: 'power', host, state: 'off' }] });
    ideas.push({ fault: 'cut', on: host, actions: [{ do: 'power', host, state: 'cut' }] });
  }
  return ideas;
}
