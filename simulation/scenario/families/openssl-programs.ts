/** TLS and certificates: docs/tools/tls.md. */
import type { Program } from '../../host/program';
import { openssl } from '../../shell/commands/openssl';

export const opensslPrograms: readonly Program[] = [openssl];
