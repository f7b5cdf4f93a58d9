import type { ProgramContext, Routine } from '../../host/program';
import type { Inbox } from '../socket-io';
import type { Credentials } from '../tls/tls-server';
import type { Parameters } from './settings';
import type { Facts } from './smtp-session';

/** One caller of smtpd, and what its process was started with. */
export type Call = {
  context: ProgramContext;
  parameters: Parameters;
  facts: Facts;
  inbox: Inbox;
  /** What TLS shows; null where there is none. */
  credentials: Credentials | null;
  log: (text: string) => Routine;
};
