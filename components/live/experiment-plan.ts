/** An experiment's steps with the addresses that this sandbox really has. Pure. */
import type { AddressPart, Experiment, ExperimentStep } from '@/content/messages/experiments';
import type { ListenRequest, OpenLabSession, ProbeRequest } from '@/contract/lab';

export type PlannedStep = {
  text: string;
  look: string;
} & (
  | {
      do: 'listen';
      request: Partial<ListenRequest> & { addr: string; port: number };
      instead: boolean;
    }
  | { do: 'probe'; request: Partial<ProbeRequest>; times: number }
);

/** Addresses of the netns tier; they are the lesson's own. */
const netnsParts: Record<AddressPart, string> = {
  loopback: '127.0.0.1',
  every: '0.0.0.0',
  own: '192.168.1.20',
  first: '127.0.0.1',
  second: '127.0.0.2',
};

/** Said before the sandbox is open; nothing is ever sent with it. */
const yetUnknown: Partial<Record<AddressPart, string>> = {
  first: 'your first address',
  second: 'your second address',
};

function addressOf(part: AddressPart, tier: string, session: OpenLabSession | null): string {
  if (tier !== 'loopback') return netnsParts[part];
  const mine = session?.hosts[0]?.bind.map(({ addr }) => addr) ?? [];
  return (part === 'second' ? mine[1] : mine[0]) ?? yetUnknown[part] ?? netnsParts[part];
}

function plan(step: ExperimentStep, tier: string, session: OpenLabSession | null): PlannedStep {
  const addr = addressOf(step.do === 'listen' ? step.addr : step.to, tier, session);
  const { port, look } = step;
  const place = `${addr}:${port}`;
  const text = step.text.replace('{listen}', place).replace('{to}', place);
  if (step.do === 'listen') {
    const { behaviour, backlog, instead = false } = step;
    const request = { addr, port, behaviour, ...(backlog === undefined ? {} : { backlog }) };
    return { do: 'listen', text, look, request, instead };
  }
  const { from, say = 'nothing', keep = false, times = 1 } = step;
  return { do: 'probe', text, look, request: { from, addr, port, say, keep }, times };
}

/** @param tier of the lab, known before a sandbox is open. */
export function planExperiment(
  experiment: Experiment,
  tier: string,
  session: OpenLabSession | null,
): { intro: string; steps: PlannedStep[] } {
  const shared = tier === 'loopback';
  const steps = shared ? experiment.loopbackSteps : experiment.steps;
  return {
    intro: shared ? experiment.loopbackIntro : experiment.intro,
    steps: steps.map((step) => plan(step, tier, session)),
  };
}
