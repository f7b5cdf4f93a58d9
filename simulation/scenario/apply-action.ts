/** What each action of a learner does to a world, before the world goes on by itself. */
import type { Action } from '@/contract/action';
import { valuesOf } from '../host/table';
import { bootMachine, cutPower } from '../world/boot';
import { findHandDriven, makeHandCall, readHandCall } from '../world/hand-call';
import { setLink, setSegment } from '../world/link';
import { setRules } from '../world/packet-filter';
import { raise } from '../world/signal';
import { tamperWithPacket } from '../world/tamper';
import { closeEditor, pressKey, typeLine } from '../world/terminal';
import { wakeCalls } from '../world/wake';
import { changeMachine, machineOf, processOf, tell, type Work } from '../world/work';
import { hostOf, hostsOf } from '../world/world';

export function applyAction(work: Work, action: Action): void {
  if (action.do === 'wait') return;
  if (action.do === 'answer') {
    const { id, value, right } = action;
    work.world.answers = { ...work.world.answers, [id]: { value, right } };
    return;
  }
  if (action.do === 'segment') {
    if (setSegment(work, action.lan, action.quality)) return;
    return ignoreAnywhere(work, `there is no host on a network "${action.lan}"`);
  }
  if (action.do === 'tamper') {
    const why = tamperWithPacket(work, action);
    return why === null ? undefined : ignoreAnywhere(work, why);
  }
  const { host } = action;
  if (!hostOf(work.world, host)) {
    return ignoreAnywhere(work, `there is no host "${host}" here`);
  }
  if (machineOf(work, host).power === 'off' && action.do !== 'power') {
    return ignore(work, host, `${host} is switched off`);
  }
  switch (action.do) {
    case 'type':
    case 'key':
    case 'edit':
      return useTerminal(work, action);
    case 'browse':
      return browse(work, host, action.url);
    case 'call':
      return callByHand(work, action);
    case 'firewall':
      return setRules(work, host, action.rules);
    case 'link':
      if (setLink(work, host, action.iface, action.state)) return;
      return ignore(work, host, `${host} has no interface "${action.iface}"`);
    case 'crash':
      return crash(work, host, action.program);
    case 'power':
      return setPower(work, host, action.state);
  }
}

function ignore(work: Work, host: string, detail: string): void {
  tell(work, host, { kind: 'machine', change: 'ignored', detail });
}

function ignoreAnywhere(work: Work, detail: string): void {
  const first = hostsOf(work.world)[0]?.name;
  if (first) ignore(work, first, detail);
}

function crash(work: Work, host: string, program: string): void {
  const victims = valuesOf(machineOf(work, host).processes).filter(
    (process) => process.program === program && !process.ended,
  );
  if (victims.length === 0) return ignore(work, host, `no ${program} runs on ${host}`);
  for (const { pid } of victims) raise(work, host, pid, 'SIGKILL');
}

type OnTerminal = Extract<Action, { do: 'type' | 'key' | 'edit' }>;

function useTerminal(work: Work, action: OnTerminal): void {
  const { host, tty } = action;
  const terminal = machineOf(work, host).terminals[tty];
  if (!terminal) return ignore(work, host, `${host} has no terminal ${tty}`);
  if (action.do === 'type') return typeLine(work, host, tty, action.line);
  if (action.do === 'key') return pressKey(work, host, tty, action.key);
  if (!terminal.editing) return ignore(work, host, `no file is open in terminal ${tty}`);
  closeEditor(work, host, tty, action.text);
}

function browse(work: Work, host: string, url: string): void {
  const { browser, processes } = machineOf(work, host);
  if (!browser) return ignore(work, host, `${host} has no browser`);
  changeMachine(work, host, { browser: { ...browser, address: url } });
  tell(work, host, { kind: 'machine', change: 'browse', detail: url });
  for (const { pid } of valuesOf(processes)) wakeCalls(work, host, pid, 'interact');
}

function callByHand(work: Work, action: Extract<Action, { do: 'call' }>): void {
  const { host, process: label, call: name, fd, as, args } = action;
  const pid = findHandDriven(work, host, label);
  if (pid === null) return ignore(work, host, `no process "${label}" runs on ${host}`);
  // A name that was closed, or never given, is a descriptor that is not open.
  const descriptor = fd === undefined ? -1 : (processOf(work, host, pid)?.names[fd] ?? -1);
  const call = readHandCall(name, descriptor, args ?? {});
  if (!call) return ignore(work, host, `there is no call "${name}" to make by hand`);
  makeHandCall(work, host, pid, call, as ?? null);
}

/** `cut`: everything in memory is lost and the machine starts again at once. */
function setPower(work: Work, host: string, state: 'on' | 'off' | 'cut'): void {
  const { power } = machineOf(work, host);
  if (state !== 'on') cutPower(work, host, state === 'off' ? 'off' : 'on');
  else if (power === 'off') {
    changeMachine(work, host, { power: 'on' });
    tell(work, host, { kind: 'machine', change: 'power', detail: 'on' });
  } else return;
  if (state !== 'off') bootMachine(work, host);
}
