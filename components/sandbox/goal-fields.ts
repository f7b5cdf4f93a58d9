/** Which fields each kind of a goal's condition has, and what it begins with; data of the form. */
import type { ScenarioSource, SimpleCheck } from '@/contract/scenario';

export type CheckKind = Exclude<
  SimpleCheck extends infer C ? (C extends C ? keyof C : never) : never,
  'answered'
>;

export type FieldKind =
  | 'host'
  | 'any-host'
  | 'port'
  | 'count'
  | 'text'
  | 'outcome'
  | 'yes-no'
  | 'proto';

/** By kind: its fields in order. A field with `?` may stay empty. */
export const checkFields: Record<CheckKind, readonly (readonly [string, FieldKind])[]> = {
  listening: [
    ['host', 'host'],
    ['port', 'port'],
    ['addr?', 'text'],
    ['program?', 'text'],
    ['proto?', 'proto'],
  ],
  free: [
    ['host', 'host'],
    ['port', 'port'],
  ],
  established: [
    ['host', 'host'],
    ['port', 'port'],
    ['atLeast', 'count'],
  ],
  probe: [
    ['from', 'host'],
    ['to', 'text'],
    ['port', 'port'],
    ['is', 'outcome'],
  ],
  http: [
    ['from', 'host'],
    ['url', 'text'],
    ['status', 'count'],
  ],
  ran: [
    ['host?', 'any-host'],
    ['pattern', 'text'],
  ],
  printed: [
    ['host?', 'any-host'],
    ['pattern', 'text'],
  ],
  queued: [
    ['host', 'host'],
    ['port', 'port'],
    ['atLeast', 'count'],
  ],
  file: [
    ['host', 'host'],
    ['path', 'text'],
    ['matches', 'text'],
  ],
  resolve: [
    ['host', 'host'],
    ['name', 'text'],
    ['addr', 'text'],
  ],
  process: [
    ['host', 'host'],
    ['program', 'text'],
    ['running', 'yes-no'],
  ],
};

/** A condition of that kind to begin with, about the first hosts there are. */
export function firstCheck(kind: CheckKind, { hosts }: Pick<ScenarioSource, 'hosts'>): SimpleCheck {
  const [host = 'laptop', other = host] = Object.keys(hosts);
  switch (kind) {
    case 'listening':
      return { listening: { host, port: 8000 } };
    case 'free':
      return { free: { host, port: 8000 } };
    case 'established':
      return { established: { host, port: 8000, atLeast: 1 } };
    case 'probe':
      return { probe: { from: other, to: host, port: 8000, is: 'open' } };
    case 'http':
      return { http: { from: other, url: `http://${host}:8000/`, status: 200 } };
    case 'ran':
      return { ran: { pattern: '^ss' } };
    case 'printed':
      return { printed: { pattern: 'LISTEN' } };
    case 'queued':
      return { queued: { host, port: 8000, atLeast: 1 } };
    case 'file':
      return { file: { host, path: '/etc/hosts', matches: 'shop' } };
    case 'resolve':
      return { resolve: { host, name: 'shop.example', addr: '192.168.1.20' } };
    case 'process':
      return { process: { host, program: 'nginx', running: true } };
  }
}

/** The condition with one field changed; undefined leaves an optional one out. */
export function changeCheck(check: SimpleCheck, field: string, value: unknown): SimpleCheck {
  const [kind, fields] = Object.entries(check)[0] as [string, Record<string, unknown>];
  const next = Object.entries({ ...fields, [field]: value }).filter(([, one]) => one !== undefined);
  return { [kind]: Object.fromEntries(next) } as SimpleCheck;
}
