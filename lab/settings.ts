/** What the person who hosts the site may set. Read once; a wrong value is a reason to stay off. */
import { programs } from './program/catalogue';

export type LabSettings = {
  lab: 'auto' | 'netns' | 'loopback' | 'off';
  /** Set when LAB held none of these words: the lab is off and this says why. */
  mistake: string | null;
  /** Origin of the site as browsers see it, or null to compare with the Host header. */
  publicOrigin: string | null;
  trustProxy: boolean;
  sessions: number | null;
  /** Ids of the real programs that may run, or null for every one that is installed. */
  programs: string[] | null;
  /** Learners who may have PostgreSQL at once; each takes some 420 MB while it runs. */
  databases: number | null;
  sessionsPerAddress: number | null;
  /** Opens the operator's page; without one there is no such page. */
  adminToken: string | null;
  /** Opens the figures for a monitor; without one there are none. */
  metricsToken: string | null;
  /** One line on standard output for each operation, without payloads. */
  log: boolean;
  /** The account that labd runs as when the server was started as root. */
  labUid: number;
};

const NOBODY = 65_534;
const TOKEN_LENGTH = 16;
const words = ['auto', 'netns', 'loopback', 'off'] as const;

type Environment = Record<string, string | undefined>;

export function parseLabSettings(env: Environment): LabSettings {
  const mistakes: string[] = [];
  const asked = (env.LAB ?? '').trim() || 'auto';
  const lab = words.find((word) => word === asked);
  if (!lab) mistakes.push(`LAB=${asked} is not one of ${words.join(', ')}.`);

  let publicOrigin: string | null = null;
  if (env.PUBLIC_URL) {
    try {
      publicOrigin = new URL(env.PUBLIC_URL).origin;
    } catch {
      mistakes.push(`PUBLIC_URL=${env.PUBLIC_URL} is not a URL such as https://ports.example.org.`);
    }
  }
  const whole = (name: string, low: number, high: number): number | null => {
    const text = env[name];
    if (!text) return null;
    const value = Number(text);
    if (Number.isInteger(value) && value >= low && value <= high) return value;
    mistakes.push(`${name}=${text} is not a whole number from ${low} to ${high}.`);
    return null;
  };
  const sessions = whole('LAB_SESSIONS', 1, 250);
  const databases = whole('LAB_POSTGRES', 0, 16);
  const token = (name: string): string | null => {
    const text = env[name];
    if (!text) return null;
    if (text.length >= TOKEN_LENGTH) return text;
    // Its value is a secret and stands in no message.
    mistakes.push(`${name} has fewer than ${TOKEN_LENGTH} characters.`);
    return null;
  };
  const sessionsPerAddress = whole('LAB_SESSIONS_PER_ADDRESS', 1, 250);
  const adminToken = token('LAB_ADMIN_TOKEN');
  const metricsToken = token('LAB_METRICS_TOKEN');
  const log = env.LAB_LOG || 'off';
  if (log !== 'off' && log !== 'stdout') mistakes.push(`LAB_LOG=${log} is not one of off, stdout.`);
  const labUid = whole('LAB_UID', 1, 4_294_967_294) ?? NOBODY;
  const listed = (env.LAB_PROGRAMS ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter(Boolean);
  for (const id of listed) {
    if (id !== 'off' && !programs.some((row) => row.id === id)) {
      mistakes.push(`LAB_PROGRAMS=${env.LAB_PROGRAMS}: there is no program called ${id}.`);
    }
  }
  return {
    lab: mistakes.length > 0 ? 'off' : (lab ?? 'off'),
    mistake: mistakes.length > 0 ? mistakes.join(' ') : null,
    publicOrigin,
    trustProxy: /^(1|true|yes|on)$/i.test(env.TRUST_PROXY ?? ''),
    sessions,
    programs: listed.length > 0 ? listed : null,
    databases,
    sessionsPerAddress,
    adminToken,
    metricsToken,
    log: log === 'stdout',
    labUid,
  };
}
