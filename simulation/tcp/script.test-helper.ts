/** Two TCPs wired together, or one and a script: `<` comes in, `>` goes out, times in ms. */
import type { Segment } from '../packet/packet';
import { formatFlags } from '../packet/view-packet';
import { receiveSegment } from './receive';
import type { Effect, Outgoing, Settings, Tcb, TimerName } from './tcb';
import { fireTimer } from './timers';
import type { Turn } from './turn';

export const settings: Settings = {
  synRetries: 6,
  synLinearTimeouts: 4,
  synAckRetries: 5,
  retries2: 15,
  orphanRetries: 0,
  finTimeout: 60_000,
  receiveBuffer: 131_072,
  sendBuffer: 262_144,
  abortOnOverflow: false,
  keepTimeWait: false,
  userTimeout: 0,
  keepalive: null,
};

/** One TCP under test. `log` holds what it sent and how its state changed, with the times. */
export class Bench {
  now = 0;
  log: string[] = [];
  out: Outgoing[] = [];

  constructor(
    public tcb: Tcb,
    public settings_: Settings = settings,
  ) {}

  turn(): Turn {
    return { now: this.now, settings: this.settings_, effects: [] };
  }

  do(rule: (tcb: Tcb, turn: Turn) => Tcb): void {
    const turn = this.turn();
    this.tcb = rule(this.tcb, turn);
    for (const effect of turn.effects) this.note(effect);
  }

  private note(effect: Effect): void {
    if (effect.kind === 'state') {
      this.log.push(`${this.now} ${effect.from} -> ${effect.to}`);
      return;
    }
    const { flags, seq, ack, data, role } = effect.segment;
    this.out.push(effect.segment);
    const words = [`${this.now} >`, formatFlags(flags), `${seq}:${ack}`];
    if (data !== '') words.push(`(${data.length})`);
    if (role) words.push(role);
    this.log.push(words.join(' '));
  }

  receive(segment: Outgoing): void {
    const whole: Segment = { ...segment, id: 0, ttl: 64 };
    this.do((tcb, turn) => receiveSegment(tcb, whole, turn));
  }

  /** Lets time pass and fires every timer that is due, in order. */
  sleep(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      const due = Object.entries(this.tcb.timers)
        .filter((entry): entry is [TimerName, number] => entry[1] !== undefined)
        .sort((a, b) => a[1] - b[1])[0];
      if (!due || due[1] > until) break;
      this.now = due[1];
      this.do((tcb, turn) => fireTimer(tcb, due[0], turn));
    }
    this.now = until;
  }

  take(): string[] {
    const { log } = this;
    this.log = [];
    return log;
  }
}

export const here = { addr: '10.0.0.1', port: 5000 };
export const there = { addr: '10.0.0.2', port: 80 };

type Come = { flags: string; seq: number; ack?: number; data?: string; window?: number };

/** A segment from `there` to `here`. */
export function incoming({ flags, seq, ack = 0, data = '', window = 64_240 }: Come): Outgoing {
  const has = (letter: string) => flags.includes(letter);
  return {
    proto: 'tcp',
    src: there,
    dst: here,
    flags: { syn: has('S'), fin: has('F'), rst: has('R'), psh: has('P'), ack: has('A') },
    seq,
    ack,
    window,
    data,
    ...(has('S') ? { mss: 1460 } : {}),
  };
}
