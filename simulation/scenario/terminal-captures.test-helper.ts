/** Files of fixtures/terminal: what was typed into the real programs, and the same typed here. */
import { readdirSync, readFileSync } from 'node:fs';
import type { HostSpec, Scenario } from '@/contract/scenario';
import { performAction } from './engine';
import { programTable } from './program-table';
import { Session } from './scenario-fixtures';

type Step = {
  /** Host, or `host:1` for its second terminal. Absent for a wait. */
  at?: string;
  line?: string;
  /** With Ctrl; `]` is telnet's. */
  key?: 'C' | 'Z' | 'D' | ']';
  /** Seconds that pass. */
  wait?: number;
  /** Shown at 80 columns. */
  shown?: string;
  /** Shown at 120 columns, where it is not the same. */
  wide?: string;
  /** Null while the program still ran. */
  status?: number | null;
  /** Why the simulated program answers otherwise; then it is not compared. */
  differs?: string;
};

export type CaptureSession = {
  about: string;
  hosts?: Record<string, Partial<HostSpec>>;
  steps: Step[];
};

export type CaptureFile = {
  name: string;
  about: string;
  packages: Record<string, string>;
  columns: number[];
  startsAt?: string;
  lans: string[];
  hosts: Record<string, Partial<HostSpec>>;
  sessions: CaptureSession[];
};

const folder = 'simulation/scenario/fixtures/terminal';

export function loadCaptureFiles(): CaptureFile[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => ({
    name: file.replace('.json', ''),
    ...JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')),
  }));
}

const plain: HostSpec = {
  kind: 'server',
  interfaces: {},
  terminals: 1,
  browser: false,
  firewall: [],
  forward: false,
  sysctl: {},
};

function createScenario(file: CaptureFile, session: CaptureSession, columns: number) {
  const hosts = Object.entries(file.hosts).map(([name, spec]) => [
    name,
    { ...plain, ...spec, ...session.hosts?.[name], columns },
  ]);
  const scenario: Pick<Scenario, 'id' | 'startsAt' | 'lans' | 'hosts'> = {
    id: file.name,
    startsAt: file.startsAt ?? '2026-11-23T13:10:49Z',
    lans: file.lans,
    hosts: Object.fromEntries(hosts),
  };
  return scenario;
}

/** Stands for a prompt, as in the recorder: nothing else is written like that. */
const mark = '\ue000';

class MarkedSession extends Session {
  override read(host: string, tty = 0): string {
    const all = this.terminal(host, tty).text;
    const from = this.taken.get(`${host} ${tty}`) ?? 0;
    this.taken.set(`${host} ${tty}`, all.length);
    return all.slice(from);
  }
  private readonly taken = new Map<string, number>();

  /** The status of the last command, asked for in a copy of the world; null while one runs. */
  status(host: string, tty: number): number | null {
    if (!this.terminal(host, tty).text.endsWith(mark)) return null;
    const { world } = this;
    const stops = performAction(world, { do: 'type', host, tty, line: 'echo $?' }, programTable);
    this.world = stops.at(-1)?.world ?? world;
    const { text } = this.terminal(host, tty);
    this.world = world;
    return Number(text.slice(text.lastIndexOf(mark, text.length - 2)).split('\n')[1]);
  }
}

export type Shown = { shown: string; status: number | null };

/** Types a session at `columns` and tells of each step what was shown; null for a wait. */
export function replaySession(
  file: CaptureFile,
  captured: CaptureSession,
  columns: number,
): (Shown | null)[] {
  const scenario = createScenario(file, captured, columns);
  const session = new MarkedSession(scenario);
  for (const [host, { terminals }] of Object.entries(scenario.hosts)) {
    for (let tty = 0; tty < terminals; tty += 1) {
      session.do({ do: 'type', host, tty, line: `PS1=${mark}` });
      session.read(host, tty);
    }
  }
  return captured.steps.map(({ at = '', line, key, wait }) => {
    if (wait !== undefined) {
      session.do({ do: 'wait', ms: wait * 1000 });
      return null;
    }
    const [host = '', tab = '0'] = at.split(':');
    const tty = Number(tab);
    if (line !== undefined) session.do({ do: 'type', host, tty, line });
    if (key === ']') session.do({ do: 'type', host, tty, line: '^]' });
    else if (key !== undefined) session.do({ do: 'key', host, tty, key });
    const text = session.read(host, tty).replaceAll(mark, '');
    const echo = `${line}\n`;
    const shown = line !== undefined && text.startsWith(echo) ? text.slice(echo.length) : text;
    return { shown, status: session.status(host, tty) };
  });
}
