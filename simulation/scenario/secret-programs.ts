/** TLS and certificates: the rows of docs/tools/tls.md. */
import type { Program } from '../host/program';
import { openssl } from '../shell/commands/openssl';

export const secretPrograms: readonly Program[] = [openssl];
